import { isArn, isIdentifier } from '../arn.ts';
import { type Listing, list } from '../listing.ts';
import { type Operation, requireTask } from '../operation.ts';
import { optionalBoolean } from '../parameters.ts';
import { type ReplicationTaskShape, seconds } from '../shapes.ts';
import type { Table, Task } from '../state.ts';

const tasks: Listing<ReplicationTaskShape> = {
  field: 'ReplicationTasks',
  what: 'replication tasks',
  filters: {
    'replication-task-arn': { value: (item) => item.ReplicationTaskArn, isWellFormed: isArn, names: true },
    'replication-task-id': {
      value: (item) => item.ReplicationTaskIdentifier,
      isWellFormed: (value) => isIdentifier(value, 255),
      names: true,
    },
    'migration-type': { value: (item) => item.MigrationType },
    'endpoint-arn': {
      value: (item) => [item.SourceEndpointArn, item.TargetEndpointArn],
      isWellFormed: isArn,
    },
    'replication-instance-arn': { value: (item) => item.ReplicationInstanceArn, isWellFormed: isArn },
  },
};

/** The task as a response shows it, with its settings unless they are not wanted. */
export function withSettings(task: Task, shape: ReplicationTaskShape): ReplicationTaskShape {
  return { ...shape, ReplicationTaskSettings: task.settings };
}

export const describeReplicationTasks: Operation = (context) => {
  const bare = optionalBoolean(context.parameters, 'WithoutSettings') === true;
  const moment = context.now - context.view.staleBy;
  const shapes: ReplicationTaskShape[] = [];
  for (const task of context.region.tasks.values()) {
    const shape = task.shown.at(moment);
    if (shape !== undefined) shapes.push(bare ? shape : withSettings(task, shape));
  }
  return list(context, shapes, tasks);
};

interface TableShape {
  readonly SchemaName: string;
  readonly TableName: string;
  readonly TableState: string;
}

const tables: Listing<TableShape> = {
  field: 'TableStatistics',
  what: 'table statistics',
  largest: 500,
  combine: 'and',
  filters: {
    'schema-name': { value: (item) => item.SchemaName },
    'table-name': { value: (item) => item.TableName },
    'table-state': { value: (item) => item.TableState },
  },
};

function tableShape(table: Table, at: number): TableShape {
  const shape = {
    SchemaName: 'orders',
    TableName: table.name,
    Inserts: 0,
    Deletes: 0,
    Updates: 0,
    Ddls: 0,
    FullLoadRows: table.rows,
    FullLoadCondtnlChkFailedRows: 0,
    FullLoadErrorRows: 0,
    FullLoadReloaded: table.reloaded,
    LastUpdateTime: seconds(table.endedAt ?? table.startedAt ?? at),
    TableState: table.state,
    ValidationPendingRecords: 0,
    ValidationFailedRecords: 0,
    ValidationSuspendedRecords: 0,
    ValidationState: 'Not enabled',
  };
  return {
    ...shape,
    ...(table.startedAt !== undefined && { FullLoadStartTime: seconds(table.startedAt) }),
    ...(table.endedAt !== undefined && { FullLoadEndTime: seconds(table.endedAt) }),
  };
}

export const describeTableStatistics: Operation = (context) => {
  const [task] = requireTask(context);
  const shapes = task.everRun ? task.tables.map((table) => tableShape(table, context.now)) : [];
  return { ReplicationTaskArn: task.arn, ...list(context, shapes, tables) };
};

interface AssessmentShape {
  readonly ReplicationTaskAssessmentRunArn: string;
  readonly ReplicationTaskArn: string;
  readonly Status: string;
}

function assessments(tasksOfRegion: Iterable<Task>): AssessmentShape[] {
  return [...tasksOfRegion]
    .filter((task) => task.assessing && task.shown.truth !== undefined)
    .map((task) => ({
      ReplicationTaskAssessmentRunArn: task.arn.replace(':task:', ':assessment-run:'),
      ReplicationTaskArn: task.arn,
      Status: 'running',
    }));
}

const assessmentFilters: Listing<AssessmentShape>['filters'] = {
  'replication-task-assessment-run-arn': { value: (item) => item.ReplicationTaskAssessmentRunArn },
  'replication-task-arn': { value: (item) => item.ReplicationTaskArn, isWellFormed: isArn },
  status: { value: (item) => item.Status },
};

export const describeReplicationTaskAssessmentRuns: Operation = (context) =>
  list(context, assessments(context.region.tasks.values()), {
    field: 'ReplicationTaskAssessmentRuns',
    what: 'assessment runs',
    filters: {
      ...assessmentFilters,
      'replication-instance-arn': {
        value: (item) =>
          context.region.tasks.get(item.ReplicationTaskArn)?.shown.truth?.ReplicationInstanceArn,
        isWellFormed: isArn,
      },
    },
  });

export const describeReplicationTaskIndividualAssessments: Operation = (context) =>
  list(
    context,
    assessments(context.region.tasks.values()).map((run) => ({
      ...run,
      ReplicationTaskIndividualAssessmentArn: run.ReplicationTaskArn.replace(
        ':task:',
        ':individual-assessment:',
      ),
      IndividualAssessmentName: 'unsupported-data-types-in-source',
    })),
    {
      field: 'ReplicationTaskIndividualAssessments',
      what: 'individual assessments',
      filters: assessmentFilters,
    },
  );
