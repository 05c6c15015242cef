import { type AlibabaRds, createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { type AwsDms, createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import {
  type Cloud,
  type CloudServiceName,
  defaultDmsFleet,
  defaultRdsFleet,
  type Fleet,
} from '@engine-upgrader/cloud-simulator';
import type { Driver, Provider, UpgradeRequest } from '@engine-upgrader/core';
import type { ErrorForm } from './corruption.ts';

const callTimeout = 20_000;
const budget = { capacity: 1_000_000, refillPerSecond: 1_000_000 };

/** What the fuzzing of one cloud needs to know of it. */
export interface FuzzedCloud<P extends AlibabaRds | AwsDms = AlibabaRds | AwsDms> {
  readonly service: CloudServiceName;
  readonly regions: readonly string[];
  readonly fleet: Fleet;
  readonly form: ErrorForm;
  /** A driver over the official client that reaches nothing but these URLs, one a region. */
  driver(urls: Readonly<Record<string, string>>): Driver<P>;
  /** An upgrade that the fleet allows. */
  readonly request: { readonly reference: string; readonly to: string };
  /** What has to be read, or the answer is an error: by the API's function. */
  readonly needs: Readonly<Record<ReadName, readonly string[]>>;
  /** A page that says that there are more; of two with different numbers, neither repeats the other. */
  endlessPage(valid: unknown, number: number): object;
  /** What an error about such pages names. */
  readonly pageField: string;
  /** What a run asks for besides. */
  readonly runRequest: Pick<UpgradeRequest<Provider>, 'effectiveTime' | 'options'> & {
    readonly reference?: string;
    readonly to?: string;
  };
  /** The operations of a run. */
  readonly runActions: readonly string[];
  /** What is not on the run's target in truth. */
  notUpgraded(cloud: Cloud): readonly string[];
  /** Members whose upgrade the cloud accepted more than once. */
  doneTwice(cloud: Cloud): readonly string[];
  /** Fields that every item of an answer has, by the documentation. */
  readonly essential: readonly string[];
}

/** The reading functions of the API. */
export type ReadName = 'instance' | 'versions' | 'instances' | 'plan';

/** ApsaraDB RDS through `@alicloud/openapi-client`. */
export const fuzzedRds: FuzzedCloud<AlibabaRds> = {
  service: 'rds',
  regions: ['cn-hangzhou', 'cn-shanghai'],
  fleet: { rds: defaultRdsFleet() },
  form: {
    errorBody: (code, message) => ({ RequestId: 'r-1', HostId: 'rds', Code: code, Message: message }),
    codes: [
      'InternalError',
      'Forbidden.RAM',
      'IncorrectDBInstanceState',
      'Throttling.User',
      'InvalidAccessKeyId.Inactive',
      'SignatureDoesNotMatch',
      'InvalidTimeStamp.Expired',
    ],
  },
  driver: (urls) =>
    createAlibabaRdsDriver({
      regions: Object.keys(urls),
      environment: Object.fromEntries(
        Object.entries(urls).map(([region, url]) => [
          `ALIBABA_CLOUD_RDS_ENDPOINT_${region.toUpperCase().replaceAll('-', '_')}`,
          url,
        ]),
      ),
      config: { accessKeyId: 'fuzz-id', accessKeySecret: 'fuzz-secret' },
      callTimeout,
      budget,
    }),
  request: { reference: 'alibaba-rds://cn-hangzhou/rm-billing', to: '8.0' },
  needs: {
    instance: ['DescribeDBInstanceAttribute'],
    versions: ['DescribeDBInstanceAttribute'],
    instances: ['DescribeDBInstances'],
    plan: ['DescribeDBInstanceAttribute'],
  },
  endlessPage: (valid, number) => {
    const item = {
      ...(valid as { Items: { DBInstance: object[] } }).Items.DBInstance[0],
      DBInstanceId: `rm-${number}`,
    };
    return { ...(valid as object), TotalRecordCount: 1_000_000, Items: { DBInstance: [item] } };
  },
  pageField: 'PageNumber',
  runRequest: { reference: 'alibaba-rds://cn-hangzhou/rm-orders', to: '5.6' },
  runActions: [
    'DescribeDBInstances',
    'DescribeDBInstanceAttribute',
    'DescribeHistoryTasks',
    'UpgradeDBInstanceEngineVersion',
  ],
  notUpgraded: (cloud) =>
    cloud.rds
      .instances()
      .filter(({ id, version }) => id.includes('orders') && version !== '5.6')
      .map(({ id }) => id),
  doneTwice: (cloud) => repeated(effects(cloud, 'UpgradeAccepted')),
  essential: [
    'Items',
    ...['DBInstanceAttribute', 'DBInstance'].flatMap((list) => [
      `Items.${list}`,
      ...['DBInstanceId', 'Engine', 'EngineVersion', 'DBInstanceStatus'].map(
        (field) => `Items.${list}.${field}`,
      ),
    ]),
    'Items.Backup',
    'TDEStatus',
    'SSLEnabled',
    'DiskUsed',
    'DBProxyServiceStatus',
    'DelayTime',
    'HostInstanceInfos',
    'HostInstanceInfos.NodeInfo',
  ],
};

/** AWS DMS through `@aws-sdk/client-database-migration-service`. */
export const fuzzedDms: FuzzedCloud<AwsDms> = {
  service: 'dms',
  regions: ['us-east-1'],
  fleet: { dms: defaultDmsFleet() },
  form: {
    errorBody: (code, message) => ({ __type: code, message }),
    codes: [
      'InternalFailure',
      'AccessDeniedException',
      'InvalidResourceStateFault',
      'ThrottlingException',
      'ExpiredTokenException',
      'InvalidSignatureException',
      'ServiceUnavailable',
    ],
  },
  driver: (urls) => {
    const endpoint = Object.values(urls)[0] ?? '';
    const credentials = { accessKeyId: 'fuzz-id', secretAccessKey: 'fuzz-secret' };
    return createAwsDmsDriver({
      regions: Object.keys(urls),
      environment: {},
      endpoint,
      credentials,
      callTimeout,
      budget,
    });
  },
  request: { reference: 'aws-dms://us-east-1/orders', to: '3.6.1' },
  needs: {
    instance: ['DescribeReplicationInstances', 'DescribeReplicationTasks'],
    versions: ['DescribeReplicationInstances', 'DescribeEngineVersions'],
    instances: [
      'DescribeReplicationInstances',
      'DescribeReplicationTasks',
      'DescribeEngineVersions',
      'DescribePendingMaintenanceActions',
      'DescribeReplicationConfigs',
    ],
    plan: ['DescribeReplicationInstances', 'DescribeReplicationTasks', 'DescribeEngineVersions'],
  },
  endlessPage: (valid, number) => ({ ...(valid as object), Marker: `page-${number}` }),
  pageField: 'Marker',
  runRequest: {},
  runActions: [
    'DescribeReplicationInstances',
    'DescribeReplicationTasks',
    'ModifyReplicationInstance',
    'StopReplicationTask',
    'StartReplicationTask',
  ],
  notUpgraded: (cloud) => [
    ...cloud.dms.truth
      .instances('us-east-1')
      .filter(({ EngineVersion }) => EngineVersion !== '3.6.1')
      .map(({ ReplicationInstanceIdentifier: id }) => id),
    ...(cloud.dms.truth.task('orders-cdc')?.Status === 'running' ? [] : ['orders-cdc']),
  ],
  doneTwice: (cloud) =>
    repeated([...effects(cloud, 'modification-accepted'), ...effects(cloud, 'task-starting')]),
  essential: [
    ...itemFields(
      'ReplicationInstances',
      'ReplicationInstanceIdentifier',
      'ReplicationInstanceArn',
      'ReplicationInstanceStatus',
      'EngineVersion',
    ),
    ...itemFields(
      'ReplicationTasks',
      'ReplicationTaskIdentifier',
      'ReplicationTaskArn',
      'ReplicationInstanceArn',
      'MigrationType',
      'Status',
    ),
    ...itemFields('EngineVersions', 'Version'),
    ...itemFields('Endpoints', 'EndpointArn', 'EngineName'),
    ...itemFields('OrderableReplicationInstances', 'EngineVersion', 'ReplicationInstanceClass'),
    ...itemFields('AccountQuotas', 'AccountQuotaName', 'Used', 'Max'),
  ],
};

function itemFields(list: string, ...fields: readonly string[]): string[] {
  return [list, ...fields.map((field) => `${list}.${field}`)];
}

function effects(cloud: Cloud, action: string): string[] {
  return cloud.journal.entries.flatMap((entry) =>
    entry.kind === 'effect' && entry.action === action ? [entry.resource ?? ''] : [],
  );
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
