import type { Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { DmsCallError } from '../wire/api.ts';
import {
  optionalInstant,
  optionalMessage,
  optionalNumber,
  optionalText,
  parseBody,
  text,
} from '../wire/parse.ts';
import type { ReplicationTask } from './resources.ts';

const stats = z.object({
  StartDate: optionalInstant,
  StopDate: optionalInstant,
  FullLoadFinishDate: optionalInstant,
  TablesLoading: optionalNumber,
  TablesQueued: optionalNumber,
});

const schema = z.object({
  ReplicationTaskArn: text,
  ReplicationTaskIdentifier: text,
  ReplicationInstanceArn: text,
  TargetReplicationInstanceArn: optionalText,
  SourceEndpointArn: optionalText,
  TargetEndpointArn: optionalText,
  MigrationType: text,
  Status: text,
  StopReason: optionalText,
  RecoveryCheckpoint: optionalText,
  LastFailureMessage: optionalMessage,
  ReplicationTaskStats: z.nullish(stats),
});

/** Takes the named fields of one task of an answer. */
export function parseTask(region: string, item: unknown): Result<ReplicationTask, DmsCallError> {
  return parseBody('DescribeReplicationTasks', item, schema).map((fields) => ({
    kind: 'task',
    region,
    arn: fields.ReplicationTaskArn,
    identifier: fields.ReplicationTaskIdentifier,
    instanceArn: fields.ReplicationInstanceArn,
    targetInstanceArn: fields.TargetReplicationInstanceArn,
    sourceEndpointArn: fields.SourceEndpointArn,
    targetEndpointArn: fields.TargetEndpointArn,
    migrationType: fields.MigrationType,
    status: fields.Status,
    stopReason: fields.StopReason?.replace(/^Stop Reason /i, ''),
    checkpoint: fields.RecoveryCheckpoint,
    lastFailure: fields.LastFailureMessage,
    startDate: fields.ReplicationTaskStats?.StartDate,
    stopDate: fields.ReplicationTaskStats?.StopDate,
    fullLoadFinishDate: fields.ReplicationTaskStats?.FullLoadFinishDate,
    tablesLoading: fields.ReplicationTaskStats?.TablesLoading,
    tablesQueued: fields.ReplicationTaskStats?.TablesQueued,
  }));
}
