import { parseUtc, utcSeconds } from '../../utc.ts';
import { type OperationContext, type OperationResult, parameter } from '../operation.ts';
import { onPage, requestedPage, withMissing } from '../paging.ts';
import { missing, refuse } from '../refusal.ts';
import { type RdsTask, taskProgress, taskStatus } from '../task.ts';

const thirtyDays = 30 * 24 * 60 * 60_000;

/** At most 30 ids of instances or tasks fit into a call. */
const mostIds = 30;

function list(context: OperationContext, name: string): string[] | undefined {
  return parameter(context, name)
    ?.split(',')
    .map((item) => item.trim());
}

function shownId(context: OperationContext, task: RdsTask): string {
  return context.state.switches.historyIds === 'joined' ? task.id : task.historyId;
}

function shown(context: OperationContext, task: RdsTask): Record<string, unknown> {
  const at = context.seenAt;
  const status = taskStatus(task, at);
  const ended = task.endedAt !== undefined && task.endedAt <= at;
  const remaining = ended || task.beganAt === undefined ? 0 : Math.max(0, task.beganAt + task.duration - at);
  return {
    TaskId: shownId(context, task),
    TaskType: task.type,
    TaskDetail: JSON.stringify({ from: task.from, to: task.to }),
    InstanceId: task.instance,
    InstanceName: task.instance,
    InstanceType: 'Instance',
    RegionId: task.region,
    Product: 'rds',
    DbType: 'mysql',
    Status: status,
    Progress: taskProgress(task, at),
    CurrentStepName: status === 'Running' ? 'exec_task' : '',
    RemainTime: Math.round(remaining / 1000),
    StartTime: utcSeconds(task.beganAt !== undefined && task.beganAt <= at ? task.beganAt : task.acceptedAt),
    EndTime: ended && task.endedAt !== undefined ? utcSeconds(task.endedAt) : '',
    ReasonCode: '',
    ActionInfo: '',
    CallerSource: task.cause === 'follow' ? 'System' : 'User',
    CallerUid: '100000000000000',
    Uid: '100000000000000',
  };
}

/**
 * DescribeHistoryTasks: pages of 10 to 100, at most 30 ids, the last 30 days. Lists nothing at all where the
 * switches say that history has no upgrades.
 */
export function describeHistoryTasks(context: OperationContext): OperationResult {
  const { state, call, now, seenAt } = context;
  const from = parameter(context, 'FromStartTime');
  const to = parameter(context, 'ToStartTime');
  if (from === undefined) return { refusal: missing('FromStartTime') };
  if (to === undefined) return { refusal: missing('ToStartTime') };
  const begin = parseUtc(from);
  const end = parseUtc(to);
  if (begin === undefined || end === undefined) return { refusal: refuse('InvalidStartTime.Malformed') };
  const page = requestedPage(context, { least: 10, most: 100, usual: 10 });
  if ('refusal' in page) return page;
  const instances = list(context, 'InstanceId');
  const ids = list(context, 'TaskId');
  if ((instances?.length ?? 0) > mostIds || (ids?.length ?? 0) > mostIds) {
    return { refusal: refuse('Parameters.Invalid') };
  }
  const statuses = list(context, 'Status');
  const types = list(context, 'TaskType');
  const earliest = Math.max(begin, now - thirtyDays);
  const found = (state.switches.history ? state.tasks : []).filter((task) => {
    const startedAt = Math.floor((task.beganAt ?? task.acceptedAt) / 1000) * 1000;
    return (
      task.region === call.region &&
      task.acceptedAt <= seenAt &&
      startedAt >= Math.floor(earliest / 1000) * 1000 &&
      startedAt <= end &&
      (instances === undefined || instances.includes(task.instance)) &&
      (ids === undefined || ids.includes(shownId(context, task))) &&
      (statuses === undefined || statuses.includes(taskStatus(task, seenAt))) &&
      (types === undefined || types.includes(task.type))
    );
  });
  const newestFirst = withMissing(found.toReversed(), context);
  return {
    body: {
      Items: onPage(newestFirst, page).map((task) => shown(context, task)),
      PageNumber: page.number,
      PageSize: page.size,
      TotalCount: newestFirst.length,
    },
  };
}
