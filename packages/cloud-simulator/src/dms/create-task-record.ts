import { arnOf, resourceIdOf } from './arn.ts';
import type { DmsTaskSeed } from './fleet.ts';
import { createTables, statsOf } from './full-load.ts';
import { Recorded } from './recorded.ts';
import { type ReplicationTaskShape, changed, seconds } from './shapes.ts';
import type { Endpoint, Region, Slot, Task, World } from './state.ts';

const day = 24 * 60 * 60_000;

const everything =
  '{"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","object-locator":{"schema-name":"%","table-name":"%"},"rule-action":"include"}]}';
const usualSettings =
  '{"TargetMetadata":{"SupportLobs":true},"FullLoadSettings":{"MaxFullLoadSubTasks":8},"Logging":{"EnableLogging":false}}';

/** The endpoints and the instance of a task, by ARN. */
export interface TaskPlace {
  readonly instanceArn: string;
  readonly source: Endpoint;
  readonly target: Endpoint;
}

/** A slot exists where changes are captured from PostgreSQL. */
function slotOf(seed: DmsTaskSeed, source: Endpoint, stoppedAt: number | undefined): Slot | undefined {
  const engine = source.shown.truth?.EngineName ?? '';
  if (seed.migrationType === 'full-load' || !engine.includes('postgres')) return undefined;
  const settings = source.shown.truth?.['PostgreSQLSettings'] as { SlotName?: string } | undefined;
  return {
    created: seed.status === 'ready' || seed.status === 'creating' ? 0 : 1,
    own: settings?.SlotName === undefined,
    idleSince: stoppedAt,
    lasts: source.slotLasts,
  };
}

/** A task that ran has dates of its last month; its load is over unless said otherwise. */
function ranStats(task: Task, seed: DmsTaskSeed, at: number): ReplicationTaskShape['ReplicationTaskStats'] {
  const stopped = seed.status === 'running' || seed.status === 'starting' ? {} : { StopDate: at - day };
  const loads = seed.migrationType !== 'cdc';
  const loaded = task.tables.every(({ state }) => state === 'Table completed');
  return statsOf(task, at, {
    FreshStartDate: at - 30 * day,
    StartDate: at - 30 * day,
    ...stopped,
    ...(loads ? { FullLoadStartDate: at - 30 * day } : {}),
    ...(loads && loaded ? { FullLoadFinishDate: at - 29 * day } : {}),
  });
}

function taskShape(seed: DmsTaskSeed, place: TaskPlace, arn: string, at: number): ReplicationTaskShape {
  const ran = seed.status !== 'ready' && seed.status !== 'creating';
  const stopReason = seed.status === 'failed' ? 'FATAL_ERROR' : 'NORMAL';
  const shape: ReplicationTaskShape = {
    ReplicationTaskIdentifier: seed.identifier.toLowerCase(),
    SourceEndpointArn: place.source.arn,
    TargetEndpointArn: place.target.arn,
    ReplicationInstanceArn: place.instanceArn,
    MigrationType: seed.migrationType,
    TableMappings: seed.tableMappings ?? everything,
    Status: seed.status,
    ReplicationTaskCreationDate: seconds(at),
    ReplicationTaskArn: arn,
  };
  return changed(shape, {
    StopReason:
      ran && (seed.status === 'stopped' || seed.status === 'failed')
        ? `Stop Reason ${seed.stopReason ?? stopReason}`
        : undefined,
    LastFailureMessage:
      seed.lastFailureMessage ?? (seed.status === 'failed' ? 'Last Error Task failed' : undefined),
    ReplicationTaskStartDate: ran ? seconds(at) : undefined,
    RecoveryCheckpoint:
      seed.checkpoint ??
      (ran && seed.migrationType !== 'full-load'
        ? 'checkpoint:V1#27#mysql-bin-changelog.157832:1975:-1:2002:677883278264080:mysql-bin-changelog.157832:1876#0#0#*#0#93'
        : undefined),
  });
}

/** A task as described, visible from `visibleFrom` on; -Infinity for those that a fleet starts with. */
export function createTaskRecord(
  world: World,
  region: Region,
  seed: DmsTaskSeed,
  place: TaskPlace,
  at: number,
  visibleFrom: number = at,
): Task {
  const id = seed.resourceIdentifier ?? resourceIdOf(`${region.name}/task/${seed.identifier.toLowerCase()}`);
  const arn = arnOf(world.account, region.name, 'task', id);
  const ran = seed.status !== 'ready' && seed.status !== 'creating';
  const idle = ran && seed.status !== 'running';
  const count = seed.tables ?? 3;
  const old = visibleFrom === -Infinity;
  const shape = taskShape(seed, place, arn, old ? at - 31 * day : at);
  const task: Task = {
    arn,
    shown: new Recorded(shape, visibleFrom),
    settings: seed.taskSettings ?? usualSettings,
    generation: 0,
    everRun: ran,
    tables: createTables(count, seed.tablesLoaded ?? (ran ? count : 0), at),
    tiny: seed.tiny ?? false,
    storage: seed.storage ?? 1,
    slot: slotOf(seed, place.source, idle ? at : undefined),
    stoppedByService: false,
    movesFail: seed.movesFail === 'always' ? Infinity : (seed.movesFail ?? 0),
    startsFail: 0,
    failsAfterResume:
      seed.failsAfterResumeMinutes === undefined ? undefined : seed.failsAfterResumeMinutes * 60_000,
    sticks: false,
    assessing: seed.status === 'testing',
    tags: [...(seed.tags ?? [])],
  };
  if (ran && old) {
    const ReplicationTaskStats = ranStats(task, seed, at);
    task.shown.set(changed(shape, { ReplicationTaskStats }), visibleFrom);
  }
  region.tasks.set(arn, task);
  return task;
}
