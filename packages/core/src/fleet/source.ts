import type { Driver, Reach } from '../contract/driver.ts';
import type { Provider } from '../contract/provider.ts';
import type { Engine } from '../engine/engine.ts';
import { patientReach } from '../engine/patient-reach.ts';
import { formatScope } from '../engine/scope.ts';
import { ScopeRuns } from './scope-runs.ts';

/** One login to one provider: a profile or a role, and the regions that its driver lists. */
export interface FleetSource {
  /** Its name in references of the fleet: `production`. Letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  /** Each source needs an `account` of its own, unless it shares one with another. */
  readonly driver: Driver<Provider>;
  /** Default: the regions that the driver was made with. */
  readonly regions?: readonly string[];
}

/** A source in use. */
export interface OpenSource {
  readonly name: string;
  readonly regions: readonly (string | undefined)[];
  readonly engine: Engine<Provider>;
  /** What plans and listings of a region read with: one budget a region. */
  readonly reach: (region: string | undefined) => Reach;
  /** Runs by scope. */
  readonly scopes: Map<string, ScopeRuns>;
}

/** Opens a source. */
export function openSource({ name, regions }: FleetSource, engine: Engine<Provider>): OpenSource {
  const { driver } = engine;
  const scopeOfRegion = (region = ''): string =>
    formatScope(driver.scope({ provider: driver.provider, region, id: '' }));
  return {
    name,
    regions: regions ?? [undefined],
    engine,
    reach: (region) => patientReach(engine, engine.meters.of(scopeOfRegion(region))),
    scopes: new Map(),
  };
}

/** The runs of a source in a scope. */
export function scopeRuns(source: OpenSource, scope: string): ScopeRuns {
  const known = source.scopes.get(scope) ?? new ScopeRuns(source.engine, scope);
  source.scopes.set(scope, known);
  return known;
}

/** The scope of an instance's plan, as a key. */
export function scopeOf(instance: {
  readonly plan: { readonly scope: Parameters<typeof formatScope>[0] };
}): string {
  return formatScope(instance.plan.scope);
}
