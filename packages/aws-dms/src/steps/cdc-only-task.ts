import type { WayOn } from './step.ts';

/** The task that a line is for, and where it goes on from. */
export interface GoingOn {
  readonly region: string;
  readonly taskArn: string;
  readonly identifier: string;
  readonly instanceArn: string;
  readonly checkpoint: string;
  readonly wayOn: WayOn;
}

/**
 * The command lines that make a CDC-only task which goes on from a checkpoint (UG, "Using a checkpoint as a CDC start
 * point"). For PostgreSQL its source has to name the slot that exists.
 */
export function cdcOnlyTask(task: GoingOn): string | undefined {
  const { sourceEndpointArn, targetEndpointArn, migrationType, postgresql } = task.wayOn;
  if (migrationType === 'full-load' || sourceEndpointArn === undefined || targetEndpointArn === undefined) {
    return undefined;
  }
  const slot =
    postgresql && postgresql.slotName === undefined
      ? `aws dms modify-endpoint --region ${task.region} --endpoint-arn ${sourceEndpointArn} --postgre-sql-settings SlotName=SLOT_NAME (the slot of the task, from pg_replication_slots on the source), then `
      : '';
  const kept = postgresql?.slotName === undefined ? '' : ` (it goes on from slot ${postgresql.slotName})`;
  const mappings = `"$(aws dms describe-replication-tasks --region ${task.region} --filters Name=replication-task-arn,Values=${task.taskArn} --query 'ReplicationTasks[0].TableMappings' --output text)"`;
  const line = [
    'aws dms create-replication-task',
    `--region ${task.region}`,
    `--replication-task-identifier ${task.identifier.slice(0, 240)}-cdc`,
    `--source-endpoint-arn ${sourceEndpointArn}`,
    `--target-endpoint-arn ${targetEndpointArn}`,
    `--replication-instance-arn ${task.instanceArn}`,
    '--migration-type cdc',
    `--table-mappings ${mappings}`,
    `--cdc-start-position '${task.checkpoint}'`,
  ].join(' ');
  return `${slot}${line}${kept}`;
}
