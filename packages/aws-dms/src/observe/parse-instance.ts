import type { Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { DmsCallError } from '../wire/api.ts';
import { flag, optionalNumber, optionalText, parseBody, text } from '../wire/parse.ts';
import type { ReplicationInstance } from './resources.ts';

const pending = z.object({
  EngineVersion: optionalText,
  ReplicationInstanceClass: optionalText,
  AllocatedStorage: optionalNumber,
  MultiAZ: z.nullish(z.boolean()),
  NetworkType: optionalText,
});

const schema = z.object({
  ReplicationInstanceIdentifier: text,
  ReplicationInstanceArn: text,
  ReplicationInstanceStatus: text,
  EngineVersion: text,
  ReplicationInstanceClass: text,
  AllocatedStorage: optionalNumber,
  MultiAZ: flag,
  AutoMinorVersionUpgrade: flag,
  PreferredMaintenanceWindow: optionalText,
  PendingModifiedValues: z.nullish(pending),
});

/** Takes the named fields of one instance of an answer. */
export function parseInstance(region: string, item: unknown): Result<ReplicationInstance, DmsCallError> {
  return parseBody('DescribeReplicationInstances', item, schema).map((fields) => ({
    kind: 'instance',
    region,
    instanceId: fields.ReplicationInstanceIdentifier,
    arn: fields.ReplicationInstanceArn,
    status: fields.ReplicationInstanceStatus,
    engineVersion: fields.EngineVersion,
    instanceClass: fields.ReplicationInstanceClass,
    allocatedStorage: fields.AllocatedStorage,
    multiAz: fields.MultiAZ,
    autoMinorVersionUpgrade: fields.AutoMinorVersionUpgrade,
    maintenanceWindow: fields.PreferredMaintenanceWindow,
    pending: {
      engineVersion: fields.PendingModifiedValues?.EngineVersion,
      instanceClass: fields.PendingModifiedValues?.ReplicationInstanceClass,
      allocatedStorage: fields.PendingModifiedValues?.AllocatedStorage,
      multiAz: fields.PendingModifiedValues?.MultiAZ ?? undefined,
      networkType: fields.PendingModifiedValues?.NetworkType,
    },
  }));
}
