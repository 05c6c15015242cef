import type { Table, Task } from './state.ts';
import { type ReplicationTaskStatsShape, seconds } from './shapes.ts';

/** Tables that a full load has to bring over, of which the first so many are there. */
export function createTables(count: number, loaded: number, at: number): Table[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `table_${String(index + 1)}`,
    state: index < loaded ? 'Table completed' : 'Before load',
    rows: index < loaded ? 1_000 * (index + 1) : 0,
    startedAt: index < loaded ? at : undefined,
    endedAt: index < loaded ? at : undefined,
    reloaded: false,
  }));
}

/** Whether every table is loaded, or none has to be. */
export function isLoaded(task: Task): boolean {
  return task.tables.every(({ state }) => state === 'Table completed');
}

/** The load of what was under way starts over when the task goes on: a table is loaded whole (user guide). */
export function interruptLoad(task: Task): void {
  for (const table of task.tables) {
    if (table.state !== 'Full load') continue;
    table.state = 'Before load';
    table.rows = 0;
    table.startedAt = undefined;
    table.reloaded = true;
  }
}

/** Everything is to be loaded again. */
export function resetLoad(task: Task): void {
  for (const table of task.tables) {
    table.state = 'Before load';
    table.rows = 0;
    table.startedAt = undefined;
    table.endedAt = undefined;
  }
}

/** Begins the next table; false if there is none left. */
export function beginTable(task: Task, at: number): boolean {
  const next = task.tables.find(({ state }) => state === 'Before load');
  if (next === undefined) return false;
  next.state = 'Full load';
  next.startedAt = at;
  return true;
}

/** Ends the table that is being loaded. */
export function endTable(task: Task, at: number): void {
  const table = task.tables.find(({ state }) => state === 'Full load');
  if (table === undefined) return;
  table.state = 'Table completed';
  table.rows = 1_000 * (task.tables.indexOf(table) + 1);
  table.endedAt = at;
}

/** The counts that ReplicationTaskStats shows. */
export function loadCounts(
  task: Task,
): Pick<
  ReplicationTaskStatsShape,
  'FullLoadProgressPercent' | 'TablesLoaded' | 'TablesLoading' | 'TablesQueued' | 'TablesErrored'
> {
  const count = (state: Table['state']): number =>
    task.tables.filter((table) => table.state === state).length;
  const loaded = count('Table completed');
  return {
    FullLoadProgressPercent: task.tables.length === 0 ? 100 : Math.floor((100 * loaded) / task.tables.length),
    TablesLoaded: loaded,
    TablesLoading: count('Full load'),
    TablesQueued: count('Before load'),
    TablesErrored: 0,
  };
}

type StatsDate = 'FreshStartDate' | 'StartDate' | 'StopDate' | 'FullLoadStartDate' | 'FullLoadFinishDate';

/** The statistics with changed dates (milliseconds; `null` takes one away) and the present counts. */
export function statsOf(
  task: Task,
  at: number,
  dates: Partial<Record<StatsDate, number | null>> = {},
): ReplicationTaskStatsShape {
  const next: { -readonly [Field in keyof ReplicationTaskStatsShape]: ReplicationTaskStatsShape[Field] } = {
    ElapsedTimeMillis: 0,
    ...task.shown.truth?.ReplicationTaskStats,
    ...loadCounts(task),
  };
  for (const [name, date] of Object.entries(dates) as [StatsDate, number | null][]) {
    if (date === null) delete next[name];
    else next[name] = seconds(date);
  }
  if (next.StartDate !== undefined) next.ElapsedTimeMillis = Math.max(0, at - next.StartDate * 1_000);
  return next;
}
