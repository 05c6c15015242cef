import { utcSeconds } from '../../utc.ts';
import type { RdsInstance } from '../instance.ts';
import { shownStatus } from '../operation.ts';
import type { RdsState } from '../state.ts';

/** What a listing shows of an instance: neither its maintenance window nor its minor version. */
export function listedInstance(
  state: RdsState,
  instance: RdsInstance,
  withCategory: boolean,
): Record<string, unknown> {
  const guard = instance.guards[0];
  return {
    DBInstanceId: instance.id,
    DBInstanceDescription: instance.description,
    DBInstanceStatus: shownStatus(state, instance.status),
    DBInstanceType: instance.type,
    DBInstanceClass: instance.class,
    DBInstanceNetType: 'Intranet',
    DBInstanceStorageType: instance.storageType,
    ...(withCategory ? { Category: instance.category } : {}),
    Engine: instance.engine,
    EngineVersion: instance.version,
    LockMode: instance.lockMode,
    LockReason: '',
    RegionId: instance.region,
    ZoneId: `${instance.region}-h`,
    PayType: instance.payType,
    ConnectionMode: instance.connectionMode,
    ConnectionString: `${instance.id}.mysql.rds.aliyuncs.com`,
    CreateTime: utcSeconds(instance.createdAt),
    ExpireTime: instance.expiresAt === undefined ? '' : utcSeconds(instance.expiresAt),
    InstanceNetworkType: 'VPC',
    DeletionProtection: false,
    ResourceGroupId: 'rg-simulated',
    ReadOnlyDBInstanceIds: {
      ReadOnlyDBInstanceId: instance.readOnlyIds.map((id) => ({ DBInstanceId: id })),
    },
    ...(guard === undefined ? {} : { GuardDBInstanceId: guard.id }),
    ...(instance.primary === undefined ? {} : { MasterInstanceId: instance.primary }),
  };
}
