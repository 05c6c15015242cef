import { invalidInput, type UpgradeError } from '../contract/errors.ts';
import type { Instance } from '../contract/instance.ts';
import type { Provider } from '../contract/provider.ts';
import { guardedListing } from '../engine/guard.ts';
import type { LeftOut } from './plan.ts';
import type { FleetRequest } from './request.ts';
import { isSelected, whyNotByItself } from './select.ts';
import { regionsOf } from './select-regions.ts';
import type { OpenSource } from './source.ts';

/** An instance, and the login that reaches it. */
export interface Selected {
  readonly source: OpenSource;
  readonly instance: Instance<Provider>;
}

/** Everything that is selected, and what could not be read. */
export async function selectInstances(
  sources: readonly OpenSource[],
  { select = {}, canary, waves = [] }: FleetRequest,
): Promise<{ readonly selected: readonly Selected[]; readonly leftOut: readonly LeftOut[] }> {
  const tags = [select, ...waves, ...(canary ? [canary] : [])].some((part) => part.tags !== undefined);
  const listings = sources.flatMap((source) =>
    regionsOf(source.engine.driver.provider, source.regions, select).map((region) => ({ source, region })),
  );
  const parts = await Promise.all(
    listings.map(async ({ source, region }) => {
      const selected = new Map<string, Selected>();
      const leftOut: LeftOut[] = [];
      const filter = { tags, ...(region === undefined ? {} : { regions: [region] }) };
      for await (const listed of guardedListing(source.engine.driver.list(filter, source.reach(region)))) {
        if (listed.isErr()) {
          const { message } = listed.error;
          leftOut.push({ source: source.name, reason: message, error: listed.error });
          continue;
        }
        const instance = listed.value;
        if (!isSelected(instance, select, source.engine.driver.tagsIgnoreCase)) continue;
        const why = whyNotByItself(instance);
        if (why === undefined) selected.set(instance.url, { source, instance });
        else leftOut.push({ source: source.name, reference: instance.url, reason: why });
      }
      return { selected: [...selected.values()], leftOut };
    }),
  );
  return {
    selected: parts.flatMap(({ selected }) => selected),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
}

/** One instance that two sources reach would be upgraded by two runs. */
export function reachedTwice(selected: readonly Selected[]): UpgradeError | undefined {
  const by = new Map<string, OpenSource>();
  for (const { source, instance } of selected) {
    const identity = `${instance.reference.provider} ${instance.identity ?? instance.url}`;
    const other = by.get(identity);
    if (other) {
      const message = `${instance.url} is reached by "${other.name}" and by "${source.name}"; leave one of them out, or select otherwise. Nothing was changed`;
      return invalidInput('sources', message);
    }
    by.set(identity, source);
  }
  return undefined;
}

/** Why there is no plan: what could not be read, or else the selection. */
export function nothingSelected(leftOut: readonly LeftOut[]): UpgradeError {
  const failed = leftOut.find(({ error }) => error !== undefined)?.error;
  if (failed) return failed;
  const message = 'no instance is selected: the selection is empty; see `instances` for what there is';
  return invalidInput('select', `${message}. Nothing was changed`);
}
