import { type RdsOperation, readsInstance, shownStatus } from '../operation.ts';
import type { RdsInstance } from '../instance.ts';
import { newestMinorVersions } from '../versions.ts';
import { utcSeconds } from '../../utc.ts';

/** Stands for a real password: whoever shows it has a leak. */
export const simulatedReplicatorPassword = 'simulated-replicator-password';

function disasterRecoveryInfo(instance: RdsInstance, primary: string): string {
  return JSON.stringify({
    replicatorAccount: 'replicator',
    replicatorPassword: simulatedReplicatorPassword,
    sourcePort: 3306,
    sourceAddress: `${primary}.mysql.rds.aliyuncs.com`,
    sourceCategory: 'aliyunRDS',
    sourceInstanceName: primary,
    sourceInstanceRegionId: instance.region,
  });
}

/** What is there only for members of a family, or for their primary. */
function familyFields(instance: RdsInstance, primaryRegion: string | undefined): Record<string, unknown> {
  const [guard] = instance.guards;
  return {
    ReadOnlyDBInstanceIds: {
      ReadOnlyDBInstanceId: instance.readOnlyIds.map((id) => ({ DBInstanceId: id })),
    },
    ...(guard === undefined
      ? {}
      : {
          GuardDBInstanceId: guard.id,
          DisasterRecoveryInstances: JSON.stringify(
            instance.guards.map(({ id, region }) => ({ regionId: region, insName: id })),
          ),
        }),
    ...(instance.primary === undefined
      ? {}
      : { MasterInstanceId: instance.primary, IncrementSourceDBInstanceId: instance.primary }),
    ...(instance.type === 'Guard' && instance.primary !== undefined
      ? {
          DisasterRecoveryInfo: disasterRecoveryInfo(
            { ...instance, region: primaryRegion ?? instance.region },
            instance.primary,
          ),
        }
      : {}),
  };
}

/** DescribeDBInstanceAttribute, of one instance. The endpoint decides the region. */
export const describeDBInstanceAttribute: RdsOperation = readsInstance((instance, context) => {
  const primary = instance.primary === undefined ? undefined : context.state.instances.get(instance.primary);
  return {
    body: {
      Items: {
        DBInstanceAttribute: [
          {
            DBInstanceId: instance.id,
            DBInstanceDescription: instance.description,
            DBInstanceStatus: shownStatus(context.state, instance.status),
            DBInstanceType: instance.type,
            DBInstanceClass: instance.class,
            DBInstanceClassType: 'x',
            DBInstanceCPU: '2',
            DBInstanceMemory: 4096,
            DBInstanceStorage: instance.storageGigabytes,
            DBInstanceStorageType: instance.storageType,
            DBInstanceDiskUsed: String(instance.usedGigabytes * 2 ** 30),
            DBInstanceNetType: 'Intranet',
            AutoUpgradeMinorVersion: 'Auto',
            AvailabilityValue: '100.0%',
            Category: instance.category,
            ConnectionMode: instance.connectionMode,
            ConnectionString: `${instance.id}.mysql.rds.aliyuncs.com`,
            ConsoleVersion: instance.proxyVersion === undefined ? '' : '2',
            CreationTime: utcSeconds(instance.createdAt),
            CurrentKernelVersion: instance.minorVersion,
            LatestKernelVersion: newestMinorVersions[instance.version] ?? instance.minorVersion,
            DeletionProtection: false,
            Engine: instance.engine,
            EngineVersion: instance.version,
            ExpireTime: instance.expiresAt === undefined ? '' : utcSeconds(instance.expiresAt),
            InstanceNetworkType: 'VPC',
            InstructionSetArch: 'x86',
            LockMode: instance.lockMode,
            LockReason: '',
            MaintainTime: instance.maintainTime,
            PayType: instance.payType,
            Port: '3306',
            ProxyType: instance.proxyVersion === undefined ? 0 : 2,
            RegionId: instance.region,
            ResourceGroupId: 'rg-simulated',
            ZoneId: `${instance.region}-h`,
            ...familyFields(instance, primary?.latest?.region),
          },
        ],
      },
    },
  };
});
