import type { Agenda } from '../agenda.ts';
import type { Journal } from '../journal.ts';
import type { Random } from '../random.ts';
import type { Catalogue } from './catalogue.ts';
import type { DmsDurations } from './durations.ts';
import type { DmsQuotas } from './quotas.ts';
import type { Recorded } from './recorded.ts';
import type {
  ConnectionShape,
  EndpointShape,
  PendingMaintenanceActionShape,
  PendingModifiedValuesShape,
  ReplicationInstanceShape,
  ReplicationTaskShape,
  SubnetGroupShape,
  TagShape,
} from './shapes.ts';
import type { DmsSwitches } from './switches.ts';

/** A pending maintenance action and, for a `db-upgrade`, the version it brings. */
export interface MaintenanceAction {
  shape: PendingMaintenanceActionShape;
  readonly engineVersion: string | undefined;
}

/** A replication instance: what reads show, and what only the service knows. */
export interface Instance {
  readonly arn: string;
  readonly shown: Recorded<ReplicationInstanceShape>;
  /** What is being applied; while it is set, no other change is accepted. */
  applying: PendingModifiedValuesShape | undefined;
  /** Grows with every transition, so that one that was overtaken does not happen. */
  generation: number;
  /** Calls off the next visit in the maintenance window. */
  cancelWindow: (() => void) | undefined;
  maintenance: MaintenanceAction[];
  tags: TagShape[];
  /** Gigabytes taken apart from what tasks need. */
  readonly usedStorage: number;
  /** How many of the next upgrades fail. */
  upgradesFail: number;
  /** The next upgrade does not end by itself. */
  upgradeSticks: boolean;
  /** Ends the upgrade that is stuck. */
  releaseUpgrade: ((at: number) => void) | undefined;
  /** Modifications are refused with this fault. */
  modifyRefusal: { readonly code: string; readonly message: string } | undefined;
}

/** One table of a task, as its full load goes on. */
export interface Table {
  readonly name: string;
  state: 'Before load' | 'Full load' | 'Table completed';
  rows: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  reloaded: boolean;
}

/** What a PostgreSQL source keeps for a task: it grows while the task is stopped. */
export interface Slot {
  /** Counts how often it was created anew: changes in between are lost. */
  created: number;
  /** Made by DMS; one that the endpoint's slotName names is left as it is. */
  readonly own: boolean;
  idleSince: number | undefined;
  /** Milliseconds that it lasts while idle. */
  readonly lasts: number;
}

/** A replication task. */
export interface Task {
  readonly arn: string;
  readonly shown: Recorded<ReplicationTaskShape>;
  readonly settings: string;
  generation: number;
  everRun: boolean;
  readonly tables: Table[];
  readonly tiny: boolean;
  readonly storage: number;
  slot: Slot | undefined;
  /** Stopped by the service itself, which may resume it. */
  stoppedByService: boolean;
  movesFail: number;
  startsFail: number;
  failsAfterResume: number | undefined;
  /** The next transition never ends. */
  sticks: boolean;
  assessing: boolean;
  tags: TagShape[];
}

export interface Endpoint {
  readonly arn: string;
  readonly shown: Recorded<EndpointShape>;
  unreachable: string | undefined;
  /** Instance identifiers from which it cannot be reached; all when undefined. */
  unreachableFrom: readonly string[] | undefined;
  readonly slotLasts: number;
  tags: TagShape[];
}

export interface Connection {
  readonly key: string;
  readonly shown: Recorded<ConnectionShape>;
  generation: number;
}

export interface EventSubscriptionShape {
  readonly CustSubscriptionId: string;
  readonly [field: string]: unknown;
}

export interface ServerlessShape {
  readonly ReplicationConfigIdentifier: string;
  readonly ReplicationConfigArn: string;
  readonly [field: string]: unknown;
}

/** Everything in one region. What is gone stays for a while, so that old reads can show it. */
export interface Region {
  readonly name: string;
  readonly instances: Map<string, Instance>;
  readonly tasks: Map<string, Task>;
  readonly endpoints: Map<string, Endpoint>;
  /** By instance and endpoint ARN. */
  readonly connections: Map<string, Connection>;
  readonly subnetGroups: Map<string, SubnetGroupShape>;
  readonly eventSubscriptions: EventSubscriptionShape[];
  readonly replications: ServerlessShape[];
  readonly replicationConfigs: ServerlessShape[];
  readonly quotas: DmsQuotas;
  /** How many of the next creations and class changes find no capacity. */
  capacityShortages: number;
  /** The status that the next created instance ends in; available unless given. */
  nextCreationEnds: string | undefined;
}

/** Who brought a change about: a caller, or the service. */
export interface Cause {
  readonly by: string;
  /** Changes through the API can take a while to show. */
  readonly throughApi: boolean;
}

/** The service did it by itself. */
export const service: Cause = { by: 'dms', throughApi: false };

/** What all parts share. */
export interface World {
  readonly account: string;
  readonly agenda: Agenda;
  readonly random: Random;
  readonly journal: Journal;
  readonly switches: DmsSwitches;
  readonly durations: DmsDurations;
  readonly catalogue: Catalogue;
  region(name: string): Region;
}

/** A duration with a quarter of variation either way, drawn from the seed. */
export function vary(world: World, milliseconds: number): number {
  return Math.round(milliseconds * (0.75 + world.random.next() * 0.5));
}

export function connectionKey(instanceArn: string, endpointArn: string): string {
  return `${instanceArn} ${endpointArn}`;
}

/** The tasks that exist on the instance. */
export function tasksOn(region: Region, instanceArn: string): Task[] {
  return [...region.tasks.values()].filter(
    (task) => task.shown.truth?.ReplicationInstanceArn === instanceArn,
  );
}
