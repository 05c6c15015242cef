import { createAgenda } from '../agenda.ts';
import type { CloudAnswer, CloudCall } from '../answer.ts';
import type { Journal } from '../journal.ts';
import type { Random } from '../random.ts';
import type { CloudService, ReadView } from '../service.ts';
import { createCatalogue, defaultVersions } from './catalogue.ts';
import { defaultDmsFleet } from './default-fleet.ts';
import { type DmsDurations, defaultDmsDurations } from './durations.ts';
import type { DmsFleet } from './fleet.ts';
import { type DmsInjection, createInjection } from './injection.ts';
import { loadRegion } from './load-fleet.ts';
import { operations } from './operations/index.ts';
import { type DmsPerson, createPerson } from './person.ts';
import { Refusal, refusalAnswer } from './refusal.ts';
import type { Region, World } from './state.ts';
import { type DmsSwitches, defaultDmsSwitches } from './switches.ts';
import { type DmsTruth, createTruth } from './truth.ts';

/** What the DMS half is made from. */
export interface DmsOptions {
  /** The time at which the fleet is as described, and where `person`, `inject` and `truth` read it. */
  now: () => number;
  random: Random;
  journal: Journal;
  /** Default: {@link defaultDmsFleet}. */
  fleet?: DmsFleet | undefined;
  switches?: Partial<DmsSwitches> | undefined;
  durations?: Partial<DmsDurations> | undefined;
  /** Twelve digits; default 123456789012. */
  account?: string | undefined;
}

/** The DMS half of the cloud. */
export interface DmsService extends CloudService {
  readonly account: string;
  readonly switches: DmsSwitches;
  readonly person: DmsPerson;
  readonly inject: DmsInjection;
  readonly truth: DmsTruth;
}

const fresh: ReadView = { staleBy: 0, missing: undefined };

/** Answers that the protocol's clients show as a request's id. */
function requestIds(random: Random): () => string {
  const prefix = random.hex(8);
  let count = 0;
  return () => `${prefix}-0000-4000-8000-${(count += 1).toString(16).padStart(12, '0')}`;
}

function createWorld(options: DmsOptions, regions: Map<string, Region>): World {
  const fleet = options.fleet ?? defaultDmsFleet();
  const start = options.now();
  const world: World = {
    account: options.account ?? '123456789012',
    agenda: createAgenda(),
    random: options.random,
    journal: options.journal,
    switches: { ...defaultDmsSwitches, ...options.switches },
    durations: { ...defaultDmsDurations, ...options.durations },
    catalogue: createCatalogue(fleet.versions ?? defaultVersions),
    region(name) {
      const known = regions.get(name);
      if (known !== undefined) return known;
      const created = loadRegion(world, name, {}, start);
      regions.set(name, created);
      return created;
    },
  };
  for (const [name, seed] of Object.entries(fleet.regions)) {
    regions.set(name, loadRegion(world, name, seed, start));
  }
  return world;
}

/**
 * AWS DMS as a state machine. It knows no timers: every call first makes the transitions that are due by its
 * time. Bodies are what the JSON protocol carries: dates are seconds since the epoch. They are shared with
 * the cloud's own state and must not be changed.
 *
 * Throws an Error if the fleet names what is not in it.
 */
export function createDms(options: DmsOptions): DmsService {
  const regions = new Map<string, Region>();
  const world = createWorld(options, regions);
  const requestId = requestIds(options.random);
  let latest = -Infinity;

  const settle = (now: number): number => {
    latest = Math.max(latest, now);
    world.agenda.settle(latest);
    return latest;
  };
  const settleNow = (): number => settle(options.now());

  const carryOut = (call: CloudCall, at: number, view: ReadView): object => {
    const now = settle(at);
    const operation = operations.get(call.action);
    if (operation === undefined)
      throw new Refusal('UnknownOperationException', `No operation ${call.action}`);
    const cause = { by: call.caller ?? 'api', throughApi: true };
    const { parameters } = call;
    return operation({ world, region: world.region(call.region), parameters, now, view, cause });
  };

  const person = createPerson(world, regions, settleNow, (region, action, parameters, caller) => {
    try {
      carryOut({ service: 'dms', region, action, parameters, caller }, options.now(), fresh);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  });

  return {
    account: world.account,
    switches: world.switches,
    person,
    inject: createInjection(world, regions, settleNow),
    truth: createTruth(regions, settleNow),
    handle(call: CloudCall, now: number, view: ReadView): CloudAnswer {
      const headers = { 'x-amzn-requestid': requestId() };
      try {
        return { kind: 'response', status: 200, headers, body: carryOut(call, now, view) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { ...refusalAnswer(error.code, error.message), headers };
      }
    },
  };
}
