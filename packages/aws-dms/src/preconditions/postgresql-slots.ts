import type { DmsEndpoint } from '../observe/survey.ts';
import {
  changesAnything,
  finder,
  instanceOf,
  type Precondition,
  runningTasks,
  taskOf,
  unreadable,
} from './precondition.ts';

const finding = finder('postgresql-slots');

/** A PostgreSQL source keeps its log for a task that is stopped; past a limit the task fails. */
export const postgresqlSlots: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const tasks = runningTasks(input).filter((task) => task.migrationType !== 'full-load');
  const { endpoints } = input.survey;
  if (tasks.length === 0) {
    return [
      finding('passed', instanceOf(input), { message: 'no task that runs follows the changes of a source' }),
    ];
  }
  if (endpoints.sight !== 'seen') {
    return [unreadable(finding, instanceOf(input), 'dms:DescribeEndpoints', endpoints)];
  }
  const found = tasks.flatMap((task) => {
    const source = endpoints.value.find((endpoint) => endpoint.arn === task.sourceEndpointArn);
    if (!source || !isPostgreSql(source)) return [];
    const slot = source.slotName === undefined ? 'its slot' : `slot ${source.slotName}`;
    return [
      finding('warning', taskOf(input, task), {
        message: `while it is stopped, ${slot} keeps the log of ${source.identifier}; past max_slot_wal_keep_size the task fails`,
        seen: {
          source: source.identifier,
          engine: source.engine,
          ...(source.slotName === undefined ? {} : { slotName: source.slotName }),
        },
        remedy:
          'on the source: SHOW max_slot_wal_keep_size; SELECT slot_name, wal_status, safe_wal_size FROM pg_replication_slots; and see that its disk has room for the log of the pause',
      }),
    ];
  });
  if (found.length > 0) return found;
  return [finding('passed', instanceOf(input), { message: 'no task that runs has a PostgreSQL source' })];
};

function isPostgreSql(endpoint: DmsEndpoint): boolean {
  return endpoint.engine.includes('postgres');
}
