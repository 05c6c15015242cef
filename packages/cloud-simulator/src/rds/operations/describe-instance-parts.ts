import { utcSeconds } from '../../utc.ts';
import { type RdsOperation, readsInstance } from '../operation.ts';

/** Operations that show one side of an instance, and have no parameters but its id. */

/** DescribeDBInstanceTDE: transparent data encryption. */
export const describeDBInstanceTDE: RdsOperation = readsInstance((instance) => ({
  body: { TDEStatus: instance.tde ? 'Enabled' : 'Disabled', Databases: { Database: [] } },
}));

/** DescribeDBInstanceSSL: for MySQL, SSLEnabled is Yes or No. */
export const describeDBInstanceSSL: RdsOperation = readsInstance((instance, context) => ({
  body: {
    SSLEnabled: instance.ssl ? 'Yes' : 'No',
    RequireUpdate: 'No',
    ...(instance.ssl
      ? {
          ConnectionString: `${instance.id}.mysql.rds.aliyuncs.com`,
          SSLExpireTime: utcSeconds(context.now + 200 * 24 * 60 * 60_000),
        }
      : {}),
  },
}));

/** DescribeResourceUsage: sizes in bytes. */
export const describeResourceUsage: RdsOperation = readsInstance((instance) => {
  const used = instance.usedGigabytes * 2 ** 30;
  return {
    body: {
      DBInstanceId: instance.id,
      Engine: instance.engine,
      DiskUsed: used,
      DataSize: Math.round(used * 0.8),
      LogSize: Math.round(used * 0.2),
      BackupSize: Math.round(used / 2),
      SQLSize: 0,
    },
  };
});

/** DescribeDBProxy: DBProxyServiceStatus is Startup or Shutdown. */
export const describeDBProxy: RdsOperation = readsInstance((instance) => {
  const version = instance.proxyVersion;
  if (version === undefined) return { body: { DBProxyServiceStatus: 'Shutdown', DBProxyInstanceNum: 0 } };
  return {
    body: {
      DBProxyServiceStatus: 'Startup',
      DBProxyInstanceStatus: 'Running',
      DBProxyInstanceName: `${instance.id}-proxy`,
      DBProxyInstanceType: '2',
      DBProxyInstanceNum: 1,
      DBProxyInstanceCurrentMinorVersion: version,
      DBProxyInstanceLatestMinorVersion: '2.24.11',
      DBProxyPersistentConnectionStatus: 'Disabled',
    },
  };
});

/** DescribeDBInstanceHAConfig: whether the secondary node is in step with the primary node. */
export const describeDBInstanceHAConfig: RdsOperation = readsInstance((instance, context) => {
  const synchronized = utcSeconds(context.seenAt);
  const node = (type: string, id: string, status: string): Record<string, unknown> => ({
    NodeId: id,
    NodeType: type,
    RegionId: instance.region,
    ZoneId: `${instance.region}-h`,
    LogSyncTime: synchronized,
    DataSyncTime: synchronized,
    SyncStatus: status,
  });
  const single = instance.category.endsWith('asic');
  return {
    body: {
      DBInstanceId: instance.id,
      HAMode: 'RPO',
      SyncMode: 'Semi-sync',
      HostInstanceInfos: {
        NodeInfo: [
          node('Master', '3397027', 'Synchronized'),
          ...(single ? [] : [node('Slave', '3397028', instance.secondary)]),
        ],
      },
    },
  };
});
