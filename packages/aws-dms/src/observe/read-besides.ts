import type { Sight } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { DmsCallError } from '../wire/api.ts';
import { flag, optionalNumber, optionalText, parseBody, text } from '../wire/parse.ts';
import { type Read, type ReadFailure, readFailure } from './gated-api.ts';
import { listTasks, ofInstance } from './listing-tasks.ts';
import { everyPage, type Listed, pageSize } from './pages.ts';
import { parseInstance } from './parse-instance.ts';
import type { ReplicationInstance } from './resources.ts';
import type { Besides, InstanceSettings, Quota } from './survey.ts';

const quotas = z.object({
  AccountQuotas: z.array(z.object({ AccountQuotaName: text, Used: z.number(), Max: z.number() })),
});

/** Reads how much of each quota of the account and region is used. */
export async function readQuotas(read: Read, region: string): Promise<Result<readonly Quota[], ReadFailure>> {
  const operation = 'DescribeAccountAttributes';
  return read(operation, region, {}, region).andThen((body) =>
    parseBody(operation, body, quotas)
      .map(({ AccountQuotas }) =>
        AccountQuotas.map(({ AccountQuotaName: name, Used: used, Max: max }) => ({ name, used, max })),
      )
      .mapErr((call) => readFailure(call, region)),
  );
}

/** Reads what a move to another instance is planned from. */
export async function readBesides(
  read: Read,
  { region, instanceId, arn }: ReplicationInstance,
  targetId?: string,
): Promise<Result<Besides, ReadFailure>> {
  const [listed, subscriptions] = await Promise.all([
    listWithSettings(read, region),
    listSubscriptions(read, region),
  ]);
  if (listed.isErr()) return err(listed.error);
  const own = listed.value.find(({ instance }) => instance.arn === arn);
  if (!own) {
    const message = `the listing of ${region} lacks ${instanceId}; plan again`;
    return err({ error: { kind: 'unavailable', message } });
  }
  const instances = listed.value.map(({ instance }) => instance);
  const target = instances.find((each) => each.instanceId === targetId);
  return ok({
    settings: own.settings,
    instances,
    ...(target ? { tasksOnTarget: await countTasks(read, target) } : {}),
    subscriptions: subscriptions.isOk()
      ? { sight: 'seen', value: namesOf(subscriptions.value, instanceId) }
      : { sight: 'not-looked', error: subscriptions.error.error },
  });
}

async function countTasks(read: Read, { region, arn }: ReplicationInstance): Promise<Sight<number>> {
  const tasks = await listTasks(read, region, ofInstance(arn));
  return tasks.isOk()
    ? { sight: 'seen', value: tasks.value.length }
    : { sight: 'not-looked', error: tasks.error.error };
}

const kerberos = z.object({
  KeyCacheSecretId: optionalText,
  KeyCacheSecretIamArn: optionalText,
  Krb5FileContents: optionalText,
});

const settings = z.object({
  ReplicationInstanceClass: text,
  AllocatedStorage: optionalNumber,
  VpcSecurityGroups: z.nullish(z.array(z.object({ VpcSecurityGroupId: text }))),
  AvailabilityZone: optionalText,
  ReplicationSubnetGroup: z.nullish(z.object({ ReplicationSubnetGroupIdentifier: optionalText })),
  PreferredMaintenanceWindow: optionalText,
  MultiAZ: flag,
  AutoMinorVersionUpgrade: flag,
  PubliclyAccessible: flag,
  KmsKeyId: optionalText,
  DnsNameServers: optionalText,
  NetworkType: optionalText,
  KerberosAuthenticationSettings: z.nullish(kerberos),
});

interface WithSettings {
  readonly instance: ReplicationInstance;
  readonly settings: InstanceSettings;
}

function listWithSettings(read: Read, region: string): Promise<Result<readonly WithSettings[], ReadFailure>> {
  const operation = 'DescribeReplicationInstances';
  const listed: Listed<WithSettings> = {
    operation,
    field: 'ReplicationInstances',
    region,
    subject: region,
    parse: (item) =>
      parseInstance(region, item).andThen((instance) =>
        parseSettings(item).map((found) => ({ instance, settings: found })),
      ),
  };
  return everyPage(listed, (marker) => read(operation, region, { MaxRecords: pageSize, ...marker }, region));
}

/** What a new instance is created with to be like this one; the zone is the service's choice with several zones. */
function parseSettings(item: unknown): Result<InstanceSettings, DmsCallError> {
  return parseBody('DescribeReplicationInstances', item, settings).map((fields) => {
    const groups = (fields.VpcSecurityGroups ?? []).map((group) => group.VpcSecurityGroupId);
    const { KerberosAuthenticationSettings: login } = fields;
    return {
      ReplicationInstanceClass: fields.ReplicationInstanceClass,
      MultiAZ: fields.MultiAZ,
      AutoMinorVersionUpgrade: fields.AutoMinorVersionUpgrade,
      PubliclyAccessible: fields.PubliclyAccessible,
      ...present({
        AllocatedStorage: fields.AllocatedStorage,
        VpcSecurityGroupIds: groups.length === 0 ? undefined : groups,
        AvailabilityZone: fields.MultiAZ ? undefined : fields.AvailabilityZone,
        ReplicationSubnetGroupIdentifier: fields.ReplicationSubnetGroup?.ReplicationSubnetGroupIdentifier,
        PreferredMaintenanceWindow: fields.PreferredMaintenanceWindow,
        KmsKeyId: fields.KmsKeyId,
        DnsNameServers: fields.DnsNameServers,
        NetworkType: fields.NetworkType,
        KerberosAuthenticationSettings: login ? present(login) : undefined,
      }),
    };
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

const subscription = z.object({
  CustSubscriptionId: text,
  SourceType: optionalText,
  SourceIdsList: z.nullish(z.array(text)),
});
type Subscription = z.infer<typeof subscription>;

function listSubscriptions(
  read: Read,
  region: string,
): Promise<Result<readonly Subscription[], ReadFailure>> {
  const operation = 'DescribeEventSubscriptions';
  const listed: Listed<Subscription> = {
    operation,
    field: 'EventSubscriptionsList',
    region,
    subject: region,
    parse: (item) => parseBody(operation, item, subscription),
  };
  return everyPage(listed, (marker) => read(operation, region, { MaxRecords: pageSize, ...marker }, region));
}

/** Names of the subscriptions to events of an instance. */
function namesOf(subscriptions: readonly Subscription[], instanceId: string): readonly string[] {
  return subscriptions
    .filter(({ SourceIdsList }) => SourceIdsList?.includes(instanceId))
    .map(({ CustSubscriptionId }) => CustSubscriptionId)
    .sort();
}
