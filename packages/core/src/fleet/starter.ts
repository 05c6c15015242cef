import { err, ok, type Result } from 'neverthrow';
import { invalidInput, type PreconditionError, type UpgradeError } from '../contract/errors.ts';
import { blockingFindings } from '../contract/finding.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import { guarded } from '../engine/guard.ts';
import { makePlan } from '../engine/planning.ts';
import { startRun } from '../engine/start.ts';
import { requestFor } from './plan-instances.ts';
import type { OutlinedInstance } from './plan.ts';
import type { FleetInstanceRun, FleetRun, FleetState } from './run.ts';
import type { OpenSource } from './source.ts';

type Fresh = Result<UpgradePlan<Provider>, UpgradeError>;

/** Starts the runs of instances, with the plan that was approved or, where approved is the way, with a new one. */
export class Starter {
  readonly #sources: ReadonlyMap<string, OpenSource>;
  readonly #fresh = new Map<string, Fresh>();

  constructor(sources: ReadonlyMap<string, OpenSource>) {
    this.#sources = sources;
  }

  /** Makes the plans anew that were stale at their turn. Reads only, under no lease. */
  async replan(
    { run, instances }: FleetState,
    planned: ReadonlyMap<string, OutlinedInstance>,
  ): Promise<void> {
    const wanted = [...instances].filter(
      ([key, { state, runId, replanned = 0 }]) =>
        state === 'running' && runId === undefined && replanned > 0 && !this.#fresh.has(key),
    );
    await Promise.all(
      wanted.map(async ([key]) => {
        const instance = planned.get(key);
        if (instance) this.#fresh.set(key, await this.#planAnew(instance, run));
      }),
    );
  }

  /** Starts an instance's run. A plan starts one run, ever: what was started before a crash is found again. */
  async start(
    instance: OutlinedInstance,
    { replanned = 0 }: FleetInstanceRun,
    { accepted }: FleetRun,
    approved: (instance: OutlinedInstance) => Promise<Fresh>,
  ): Promise<Result<string, UpgradeError> | 'not yet'> {
    const source = this.#sources.get(instance.source);
    if (!source) return err(unknownSource(instance));
    const fresh = replanned > 0 ? this.#fresh.get(instance.key) : await approved(instance);
    if (!fresh) return 'not yet';
    this.#fresh.delete(instance.key);
    if (fresh.isErr()) return err(fresh.error);
    const plan = fresh.value;
    const started = await guarded('start', () => startRun(source.engine, plan, { accept: accepted }));
    if (started.isOk()) return ok(started.value.run.id);
    return replanned > 0 ? adopted(source, instance, started.error) : err(started.error);
  }

  async #planAnew(instance: OutlinedInstance, { plan, accepted }: FleetRun): Promise<Fresh> {
    const source = this.#sources.get(instance.source);
    if (!source) return err(unknownSource(instance));
    const { driver } = source.engine;
    const request = requestFor(instance.reference, plan, driver.provider);
    const reach = source.reach(instance.plan.scope.region);
    const made = await guarded('plan', () => makePlan(source.engine, request, reach));
    if (made.isErr()) return err(made.error);
    const { provider, from, to, findings } = made.value;
    const known = plan.transitions.some(
      (transition) => transition.provider === provider && transition.from === from && transition.to === to,
    );
    if (!known) {
      const message = `${instance.reference} would now go from ${from} to ${to}, which is no way that was approved. Nothing was changed`;
      return err({ kind: 'stale-plan', message, moved: [] });
    }
    const { failed, unaccepted } = blockingFindings(findings, accepted);
    if (failed.length > 0 || unaccepted.length > 0) return err(blocked(instance, { failed, unaccepted }));
    return ok(made.value);
  }
}

/** A plan made anew was started just before a crash: its run is the one that has the instance. */
async function adopted(
  source: OpenSource,
  instance: OutlinedInstance,
  error: UpgradeError,
): Promise<Result<string, UpgradeError>> {
  const runId = error.kind === 'claimed' ? error.claims[0]?.runId : undefined;
  if (runId === undefined) return err(error);
  const stored = await source.engine.store.get(runId);
  if (stored.isErr()) return err(stored.error);
  const summary = stored.value?.summary;
  const same = summary?.reference === instance.reference && summary.to === instance.plan.to;
  return same ? ok(runId) : err(error);
}

function blocked(
  { reference }: OutlinedInstance,
  { failed, unaccepted }: Pick<PreconditionError, 'failed' | 'unaccepted'>,
): PreconditionError {
  const names = [...new Set([...failed, ...unaccepted].map(({ name }) => name))].join(', ');
  const message = `the plan of ${reference} made anew has findings that nobody accepted: ${names}. Nothing was changed`;
  return { kind: 'precondition', failed, unaccepted, message };
}

function unknownSource({ source, reference }: OutlinedInstance): UpgradeError {
  const message = `${reference} was planned with the source "${source}", which is not among the sources now; add it. Nothing was changed`;
  return invalidInput('sources', message);
}
