import type { ResponseAnswer } from '../answer.ts';
import { type Journal, type JournalEntry, createJournal } from '../journal.ts';
import { type Random, seededRandom } from '../random.ts';
import type { ReadView } from '../service.ts';
import { type DmsService, createDms } from '../dms/dms.ts';
import type { DmsDurations } from '../dms/durations.ts';
import type { DmsFleet, DmsRegionSeed } from '../dms/fleet.ts';
import type { DmsSwitches } from '../dms/switches.ts';

export const minute = 60_000;

/** Friday, 20 November 2026, noon UTC. */
export const noon: number = Date.UTC(2026, 10, 20, 12);

export interface SceneOptions {
  switches?: Partial<DmsSwitches>;
  durations?: Partial<DmsDurations>;
  fleet?: DmsFleet;
  random?: Random;
}

/** What the tests of the DMS half share: a service in us-east-1 whose time a test sets. */
export interface Scene {
  readonly dms: DmsService;
  readonly journal: Journal;
  readonly now: number;
  /** Lets time pass. */
  pass(milliseconds: number): void;
  /** A call's body; fails the test if it was refused. */
  call(action: string, parameters?: Record<string, unknown>, view?: Partial<ReadView>): Body;
  /** The code that a call is refused with, or `OK`. */
  code(action: string, parameters?: Record<string, unknown>, region?: string): string;
  /** The refusal's message, or `OK`. */
  message(action: string, parameters?: Record<string, unknown>): string;
  /** ARNs of an instance and a task. */
  arn(instance: string): string;
  taskArn(task: string): string;
  endpointArn(endpoint: string): string;
  /** The names of the effects on a resource, in order. */
  effects(resource: string): string[];
  entries(kind: JournalEntry['kind']): JournalEntry[];
}

/** A response's body, as loosely as tests read it. */
export type Body = Record<string, Record<string, unknown> & Record<string, unknown>[]>;

function found(arn: string | undefined, name: string): string {
  if (arn === undefined) throw new Error(`There is no ${name}`);
  return arn;
}

export function scene(options: SceneOptions = {}): Scene {
  const journal = createJournal();
  let now = noon;
  const dms = createDms({
    now: () => now,
    random: options.random ?? seededRandom(1),
    journal,
    fleet: options.fleet,
    switches: options.switches,
    durations: options.durations,
  });
  const answer = (
    action: string,
    parameters: Record<string, unknown> = {},
    view: Partial<ReadView> = {},
    region = 'us-east-1',
  ): { status: number; body: Record<string, unknown> } => {
    const call = { service: 'dms' as const, region, action, parameters };
    const given = dms.handle(call, now, { staleBy: 0, missing: undefined, ...view }) as ResponseAnswer;
    return { status: given.status, body: given.body as Record<string, unknown> };
  };
  return {
    dms,
    journal,
    get now() {
      return now;
    },
    pass(milliseconds) {
      now += milliseconds;
    },
    call(action, parameters, view) {
      const { status, body } = answer(action, parameters, view);
      if (status !== 200) throw new Error(`${action}: ${JSON.stringify(body)}`);
      return body as Body;
    },
    code: (action, parameters, region) => {
      const { status, body } = answer(action, parameters, {}, region);
      return status === 200 ? 'OK' : String(body['__type']);
    },
    message: (action, parameters) => (answer(action, parameters).body['message'] ?? 'OK') as string,
    arn: (name) => found(dms.truth.instance(name)?.ReplicationInstanceArn, name),
    taskArn: (name) => found(dms.truth.task(name)?.ReplicationTaskArn, name),
    endpointArn(name) {
      const filter = [{ Name: 'endpoint-id', Values: [name] }];
      const [endpoint] = answer('DescribeEndpoints', { Filters: filter }).body['Endpoints'] as {
        EndpointArn: string;
      }[];
      return found(endpoint?.EndpointArn, name);
    },
    effects: (resource) =>
      journal.entries
        .filter((entry) => entry.kind === 'effect' && entry.resource === resource)
        .map(({ action }) => action),
    entries: (kind) => journal.entries.filter((entry) => entry.kind === kind),
  };
}

/** A fleet of one region. */
export function fleetOf(region: DmsRegionSeed): DmsFleet {
  return { regions: { 'us-east-1': region } };
}

const endpoints: NonNullable<DmsRegionSeed['endpoints']> = [
  { identifier: 'from', type: 'source', engine: 'postgres' },
  { identifier: 'to', type: 'target', engine: 's3' },
];

/** A fleet with instance `old` on 3.5.4, `new` on 3.6.1, and these tasks from PostgreSQL on `old`. */
export function pair(
  tasks: Partial<NonNullable<DmsRegionSeed['tasks']>[number]>[] = [{}],
  more: DmsRegionSeed = {},
): DmsFleet {
  return fleetOf({
    instances: [
      { identifier: 'old', engineVersion: '3.5.4' },
      { identifier: 'new', engineVersion: '3.6.1' },
    ],
    endpoints,
    tasks: tasks.map((task, index) => ({
      identifier: `task-${String(index + 1)}`,
      instance: 'old',
      source: 'from',
      target: 'to',
      migrationType: 'cdc',
      status: 'running',
      ...task,
    })),
    connections: [
      { instance: 'new', endpoint: 'from', status: 'successful' },
      { instance: 'new', endpoint: 'to', status: 'successful' },
    ],
    ...more,
  });
}
