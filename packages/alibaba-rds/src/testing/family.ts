import type { ResolvedRdsRequest } from '../planning/request.ts';
import { instanceUrl, type RdsInstance, roleOf } from '../observe/instance.ts';
import type { Evidence } from '../observe/evidence.ts';
import type { RdsSurvey } from '../observe/survey.ts';

/** A healthy primary of a high-availability edition on local disks. */
export function instance(fields: Partial<RdsInstance> = {}): RdsInstance {
  return {
    kind: 'instance',
    region: 'cn-hangzhou',
    instanceId: 'rm-orders',
    engine: 'MySQL',
    engineVersion: '5.5',
    status: 'Running',
    lockMode: 'Unlock',
    type: 'Primary',
    category: 'HighAvailability',
    storageType: 'local_ssd',
    replicaIds: [],
    maintenanceWindow: '18:00Z-22:00Z',
    storageGibibytes: 100,
    ...fields,
  };
}

/** A healthy read-only instance of `rm-orders`. */
export function replica(instanceId: string, fields: Partial<RdsInstance> = {}): RdsInstance {
  return instance({ instanceId, type: 'Readonly', primaryId: 'rm-orders', ...fields });
}

/** A survey of instances that were all seen, the primary first. */
export function survey(
  members: readonly [RdsInstance, ...RdsInstance[]],
  evidence: Evidence = {},
): RdsSurvey {
  return {
    instance: members[0],
    members: members.map((value) => ({
      url: instanceUrl(value),
      role: roleOf(value),
      instance: { sight: 'seen', value },
      evidence,
    })),
  };
}

/** A request for `rm-orders`. */
export function request(to: string, fields: Partial<ResolvedRdsRequest> = {}): ResolvedRdsRequest {
  return {
    reference: { provider: 'alibaba-rds', region: 'cn-hangzhou', id: 'rm-orders' },
    to,
    effectiveTime: 'immediate',
    onlyThis: false,
    options: undefined,
    ...fields,
  };
}

/** An item of DescribeDBInstances or DescribeDBInstanceAttribute. */
export function item(
  DBInstanceId: string,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    DBInstanceId,
    Engine: 'MySQL',
    EngineVersion: '5.5',
    DBInstanceStatus: 'Running',
    DBInstanceType: 'Primary',
    LockMode: 'Unlock',
    ...fields,
  };
}
