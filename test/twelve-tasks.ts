import type { Cloud, DmsFleet } from '@engine-upgrader/cloud-simulator';

type Task = NonNullable<DmsFleet['regions'][string]['tasks']>[number];

/** Each row of the table of a task's states; four tasks more that run, for the moves that fail. */
const states: readonly Omit<Task, 'identifier' | 'instance' | 'source' | 'target'>[] = [
  { migrationType: 'cdc', status: 'running' },
  { migrationType: 'cdc', status: 'running', movesFail: 1 },
  { migrationType: 'full-load-and-cdc', status: 'running' },
  { migrationType: 'full-load', status: 'running', tables: 40, tablesLoaded: 1 },
  { migrationType: 'full-load', status: 'stopped', stopReason: 'FULL_LOAD_ONLY_FINISHED' },
  { migrationType: 'cdc', status: 'stopped', stopReason: 'NORMAL' },
  { migrationType: 'full-load-and-cdc', status: 'stopped', stopReason: 'STOPPED_AFTER_FULL_LOAD' },
  { migrationType: 'cdc', status: 'ready' },
  { migrationType: 'full-load', status: 'ready' },
  { migrationType: 'cdc', status: 'failed', lastFailureMessage: 'Last Error' },
  { migrationType: 'cdc', status: 'failed-move', lastFailureMessage: 'Failed to move' },
  { migrationType: 'cdc', status: 'running', movesFail: 'always' },
];
const nameOf = (index: number): string => `t${String(index).padStart(2, '0')}`;

/** The tasks of `main`, in their order. */
export const twelveTasks: readonly string[] = states.map((_state, index) => nameOf(index));

/** The one whose moves all fail. */
export const stubborn: string = nameOf(11);

/** `main` in us-east-1 on 3.5.4: twelve tasks in every state, one move that fails once, and one that always fails. */
export function fleetOfTwelveTasks(): DmsFleet {
  const tasks = states.map(
    (state, index): Task => ({
      ...state,
      identifier: nameOf(index),
      instance: 'main',
      source: 'source',
      target: 'target',
    }),
  );
  const endpoints = [
    { identifier: 'source', type: 'source' as const, engine: 'postgres' },
    { identifier: 'target', type: 'target' as const, engine: 's3' },
  ];
  const instances = [{ identifier: 'main', engineVersion: '3.5.4', allocatedStorage: 100 }];
  const subscription = {
    identifier: 'alerts',
    sourceType: 'replication-instance' as const,
    sourceIds: ['main'],
  };
  return { regions: { 'us-east-1': { instances, endpoints, tasks, eventSubscriptions: [subscription] } } };
}

/** How each task is and where, at the end of moves to 3.6.1 where the stubborn one is the last to go. */
export const endOfTwelveTasks: Readonly<Record<string, string>> = {
  t00: 'running on main-3-6-1',
  t01: 'running on main-3-6-1',
  t02: 'running on main-3-6-1',
  t03: 'running on main-3-6-1',
  t04: 'stopped on main-3-6-1',
  t05: 'stopped on main-3-6-1',
  t06: 'stopped on main-3-6-1',
  t07: 'ready on main-3-6-1',
  t08: 'ready on main-3-6-1',
  t09: 'stopped on main-3-6-1',
  t10: 'stopped on main-3-6-1',
  t11: 'running on main',
};

/** How each task of us-east-1 really is, and on which instance: `running on main`. */
export function whereTasksAre({ dms: { truth } }: Cloud): Readonly<Record<string, string>> {
  return Object.fromEntries(
    truth.tasks('us-east-1').map((task) => {
      const on = truth.instance(task.ReplicationInstanceArn)?.ReplicationInstanceIdentifier;
      return [task.ReplicationTaskIdentifier, `${task.Status} on ${on}`];
    }),
  );
}
