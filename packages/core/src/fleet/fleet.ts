import { err, ok, type Result } from 'neverthrow';
import { invalidInput, type UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import { createEngine } from '../engine/engine.ts';
import { guarded } from '../engine/guard.ts';
import { Rows } from '../engine/rows.ts';
import { systemClock, systemRandomness } from '../system.ts';
import type { Fleet, FleetOptions, FleetTask } from './contract.ts';
import { createFleetTask } from './fleet-task.ts';
import { FleetLeader, type FleetParts } from './leader.ts';
import { makeFleetPlan } from './make-plan.ts';
import { fleetProvider } from './rows.ts';
import { openSource } from './source.ts';
import { startFleet } from './start-fleet.ts';

/**
 * Makes a fleet of sources: one look for all instances of an account and region, one request budget for each,
 * waves, limits, calendars and hooks.
 *
 * @example
 * ```ts
 * const fleet = createFleet({
 *   sources: [{ name: 'production', driver: createAlibabaRdsDriver({ regions: ['cn-hangzhou'] }) }],
 *   store,
 * });
 * const plan = await fleet.plan({ name: 'mysql-5.6-out', to: 'newest', maxConcurrency: '10%' });
 * if (plan.isErr()) return console.error(plan.error.message);
 * const task = await fleet.start(plan.value, { accept: 'all' });
 * if (task.isOk()) await task.value.wait();
 * ```
 */
export function createFleet(options: FleetOptions): Fleet {
  const { store, clock = systemClock(), randomness = systemRandomness(), policy, hooks = {} } = options;
  const engines = options.sources.map((source) => {
    const { upgradeEvents } = options;
    const made = createEngine({
      driver: source.driver,
      store,
      clock,
      randomness,
      ...(policy ? { policy } : {}),
      ...(upgradeEvents ? { events: upgradeEvents } : {}),
    });
    // Rows are for who reads a run again and again; here what is under way is in hand, or sleeps.
    const engine = { ...made, rows: new Rows<Provider>(false) };
    return openSource(source, engine);
  });
  const sources = new Map(engines.map((source) => [source.name, source]));
  const parts: FleetParts = {
    sources,
    store,
    clock,
    randomness,
    owner: randomness.id(),
    hooks,
    events: options.events,
  };
  const twice = sources.size < options.sources.length;
  const usable: Result<void, UpgradeError> = twice
    ? err(invalidInput('sources', 'two sources have the same name; each needs its own'))
    : sources.size === 0
      ? err(invalidInput('sources', 'there is no source; right is one for each login'))
      : ok(undefined);

  return {
    plan: (request, { onPlanned } = {}) =>
      guarded('plan', async () =>
        usable.isErr()
          ? err(usable.error)
          : makeFleetPlan(engines, request, { clock, randomness, onPlanned }),
      ),
    start: (plan, start = {}) =>
      guarded('start', async () => {
        if (usable.isErr()) return err(usable.error);
        const id = await startFleet(parts, plan, start);
        return id.isErr() ? err(id.error) : openFleet(parts, id.value, usable);
      }),
    // To ask something of a fleet run takes no source; to lead it does.
    open: (fleetRunId) => guarded('open', () => openFleet(parts, fleetRunId, usable)),
    list: () => store.list().map((runs) => runs.filter(({ provider }) => provider === fleetProvider)),
  };
}

async function openFleet(
  parts: FleetParts,
  fleetRunId: string,
  usable: Result<void, UpgradeError>,
): Promise<Result<FleetTask, UpgradeError>> {
  const leader = new FleetLeader(parts, fleetRunId);
  const read = await leader.known.read();
  return read.map((state) => createFleetTask(parts, leader, state, usable));
}
