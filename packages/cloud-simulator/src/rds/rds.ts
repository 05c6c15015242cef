import { createAgenda } from '../agenda.ts';
import type { CloudAnswer, CloudCall } from '../answer.ts';
import type { Journal } from '../journal.ts';
import type { Random } from '../random.ts';
import type { CloudService, ReadView } from '../service.ts';
import { checkRdsFleet } from './check-fleet.ts';
import { defaultRdsFleet, type RdsFleet } from './fleet.ts';
import { createRdsInjections, type RdsInjections } from './inject.ts';
import { instanceFrom, type RdsInstance } from './instance.ts';
import { rdsOperations } from './operations.ts';
import { createRdsPerson, type RdsPerson } from './person.ts';
import { rdsErrorAnswer, refuse } from './refusal.ts';
import { rdsRegions } from './regions.ts';
import { add, attach, type RdsDurations, type RdsState, truth } from './state.ts';
import { defaultRdsSwitches, type RdsSwitches } from './switches.ts';
import type { UpgradeOutcome } from './task.ts';
import { createTokenMemory } from './tokens.ts';

/** What the RDS half is made from. */
export interface RdsOptions {
  /** Where `person` and `inject` read the time. */
  now: () => number;
  random: Random;
  journal: Journal;
  fleet?: RdsFleet | undefined;
  switches?: Partial<RdsSwitches> | undefined;
  durations?: Partial<RdsDurations> | undefined;
}

/** The RDS half of the cloud. */
export interface RdsService extends CloudService {
  readonly switches: RdsSwitches;
  readonly person: RdsPerson;
  readonly inject: RdsInjections;
  /** The instance as it really is now, past every delay of reads; undefined if it does not exist. */
  instance(id: string): RdsInstance | undefined;
  /** All instances as they really are now. */
  instances(): RdsInstance[];
}

const fiveMinutes = 5 * 60_000;

function createState(options: RdsOptions): RdsState {
  const state: RdsState = {
    switches: { ...defaultRdsSwitches, ...options.switches },
    durations: { upgrade: fiveMinutes, variation: 0.2, ...options.durations },
    random: options.random,
    journal: options.journal,
    agenda: createAgenda(),
    instances: new Map(),
    regions: new Map(),
    tasks: [],
    tokens: createTokenMemory(),
    outcomes: new Map(),
    now: Number.NEGATIVE_INFINITY,
  };
  const start = options.now();
  const fleet = options.fleet ?? defaultRdsFleet();
  checkRdsFleet(fleet);
  const instances = fleet.instances.map((one) => instanceFrom(one, start));
  for (const instance of instances) add(state, instance);
  for (const instance of instances) attach(state, instance, Number.NEGATIVE_INFINITY);
  for (const { id, upgradesFail = 0 } of fleet.instances) {
    if (upgradesFail > 0)
      state.outcomes.set(
        id,
        Array.from({ length: upgradesFail }, (): UpgradeOutcome => 'fails'),
      );
  }
  return state;
}

/**
 * ApsaraDB RDS for MySQL as a state machine. It knows no timers: every call first makes the transitions that
 * are due by its time. Throws an Error that names what is wrong with the fleet, if something is.
 */
export function createRds(options: RdsOptions): RdsService {
  const state = createState(options);
  const requestPrefix = options.random.hex(8).toUpperCase();
  let requests = 0;

  const settle = (now: number): number => {
    state.now = Math.max(state.now, now);
    state.agenda.settle(state.now);
    return state.now;
  };
  const settleNow = (): number => settle(options.now());
  const requestId = (): string => {
    requests += 1;
    return `${requestPrefix}-0000-4000-8000-${requests.toString(16).toUpperCase().padStart(12, '0')}`;
  };

  return {
    switches: state.switches,
    person: createRdsPerson(state, settleNow),
    inject: createRdsInjections(state, settleNow),
    instance(id) {
      settleNow();
      return truth(state, id);
    },
    instances() {
      settleNow();
      return [...state.instances.values()].map((one) => one.latest).filter((one) => one !== undefined);
    },
    settle,
    handle(call: CloudCall, at: number, view: ReadView): CloudAnswer {
      const now = settle(at);
      const id = requestId();
      const operation = rdsOperations.get(call.action);
      if (operation === undefined) return rdsErrorAnswer(refuse('InvalidAction.NotFound'), id);
      if (!(call.region in rdsRegions)) return rdsErrorAnswer(refuse('InvalidRegionId.NotFound'), id);
      const seenAt = now - Math.max(view.staleBy, state.switches.propagation);
      const result = operation({ state, call, now, seenAt, missing: view.missing });
      if ('refusal' in result) return rdsErrorAnswer(result.refusal, id);
      return { kind: 'response', status: 200, body: { RequestId: id, ...result.body } };
    },
  };
}
