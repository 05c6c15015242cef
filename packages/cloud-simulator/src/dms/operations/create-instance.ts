import { isIdentifier, resourceIdOf } from '../arn.ts';
import { createInstanceRecord, defaultSubnetGroup } from '../create-instance-record.ts';
import type { DmsInstanceSeed } from '../fleet.ts';
import { settleInstance } from '../instance-lifecycle.ts';
import { parseMaintenanceWindow } from '../maintenance-window.ts';
import type { Context, Operation } from '../operation.ts';
import {
  optionalBoolean,
  optionalNumber,
  optionalRecord,
  optionalString,
  optionalStrings,
  requiredString,
  tagsOf,
} from '../parameters.ts';
import {
  Refusal,
  alreadyExists,
  invalidCombination,
  invalidValue,
  notFound,
  quotaExceeded,
} from '../refusal.ts';
import { vary } from '../state.ts';
import { changeInstance } from '../transition.ts';
import { compareVersions } from '../version.ts';

function checkIdentifier({ region, parameters }: Context): string {
  const identifier = requiredString(parameters, 'ReplicationInstanceIdentifier').toLowerCase();
  if (!isIdentifier(identifier, 63)) {
    throw invalidValue(`Invalid replication instance identifier: ${identifier}`);
  }
  for (const { shown } of region.instances.values()) {
    if (shown.truth?.ReplicationInstanceIdentifier === identifier) {
      throw alreadyExists(`Replication instance ${identifier} already exists.`);
    }
  }
  return identifier;
}

function checkQuotas({ region }: Context, storage: number): void {
  const shapes = [...region.instances.values()].flatMap(({ shown }) => shown.truth ?? []);
  if (shapes.length >= region.quotas.ReplicationInstances) {
    throw quotaExceeded('The quota for replication instances has been exceeded.');
  }
  const used = shapes.reduce((sum, { AllocatedStorage }) => sum + AllocatedStorage, storage);
  if (used > region.quotas.AllocatedStorage) {
    throw new Refusal('StorageQuotaExceededFault', 'The storage quota has been exceeded.');
  }
}

/** SDK: the latest version unless one is named. */
function versionOf({ parameters, world, now }: Context): string {
  const { catalogue } = world;
  const version =
    optionalString(parameters, 'EngineVersion') ??
    catalogue.versions
      .filter((each) => catalogue.requestable(each.Version, now) && each.ReleaseStatus === 'prod')
      .map((each) => each.Version)
      .sort(compareVersions)
      .at(-1) ??
    '';
  if (!catalogue.requestable(version, now)) {
    throw invalidValue(`No replication engine found with version: ${version}`);
  }
  return version;
}

function placeOf({ region, parameters }: Context): Partial<DmsInstanceSeed> {
  const multiAz = optionalBoolean(parameters, 'MultiAZ') ?? false;
  const availabilityZone = optionalString(parameters, 'AvailabilityZone');
  if (multiAz && availabilityZone !== undefined) {
    throw invalidCombination('You cannot set the AvailabilityZone parameter if MultiAZ is set to true.');
  }
  const subnetGroup = optionalString(parameters, 'ReplicationSubnetGroupIdentifier');
  const group = subnetGroup === undefined ? defaultSubnetGroup(region) : region.subnetGroups.get(subnetGroup);
  if (group === undefined) throw notFound(`Replication subnet group ${String(subnetGroup)} not found.`);
  const zones = new Set(group.Subnets.map(({ SubnetAvailabilityZone }) => SubnetAvailabilityZone.Name));
  if (multiAz && zones.size < 2) {
    throw new Refusal(
      'ReplicationSubnetGroupDoesNotCoverEnoughAZs',
      'The replication subnet group does not cover enough Availability Zones.',
    );
  }
  if (availabilityZone !== undefined && !zones.has(availabilityZone)) {
    throw new Refusal('InvalidSubnet', `The subnet group has no subnet in ${availabilityZone}.`);
  }
  return {
    multiAz,
    ...(availabilityZone !== undefined && { availabilityZone }),
    ...(subnetGroup !== undefined && { subnetGroup }),
  };
}

function checkWindow({ parameters }: Context): void {
  const window = optionalString(parameters, 'PreferredMaintenanceWindow');
  if (window !== undefined && parseMaintenanceWindow(window) === undefined) {
    throw invalidValue(`Invalid maintenance window: ${window}`);
  }
}

/** The parameters that are taken over as they are. */
function settingsOf(
  { parameters, region, world, now }: Context,
  identifier: string,
): Partial<DmsInstanceSeed> {
  const kerberos = optionalRecord(parameters, 'KerberosAuthenticationSettings');
  const kerberosField = (name: string): string | undefined => kerberos && optionalString(kerberos, name);
  const count = String(world.journal.entries.length);
  const settings: { [Field in keyof DmsInstanceSeed]?: DmsInstanceSeed[Field] | undefined } = {
    securityGroups: optionalStrings(parameters, 'VpcSecurityGroupIds'),
    autoMinorVersionUpgrade: optionalBoolean(parameters, 'AutoMinorVersionUpgrade'),
    publiclyAccessible: optionalBoolean(parameters, 'PubliclyAccessible'),
    kmsKeyId: optionalString(parameters, 'KmsKeyId'),
    networkType: optionalString(parameters, 'NetworkType'),
    dnsNameServers: optionalString(parameters, 'DnsNameServers'),
    maintenanceWindow: optionalString(parameters, 'PreferredMaintenanceWindow')?.toLowerCase(),
    // The same name again later is another resource, with another ARN.
    resourceIdentifier:
      optionalString(parameters, 'ResourceIdentifier') ??
      resourceIdOf(`${region.name}/${identifier}/${String(now)}/${count}`),
  };
  return {
    ...(Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== undefined),
    ) as Partial<DmsInstanceSeed>),
    ...(kerberos !== undefined && {
      kerberos: Object.fromEntries(
        [
          ['keyCacheSecretId', kerberosField('KeyCacheSecretId')],
          ['keyCacheSecretIamArn', kerberosField('KeyCacheSecretIamArn')],
          ['krb5FileContents', kerberosField('Krb5FileContents')],
        ].filter(([, value]) => value !== undefined),
      ) as NonNullable<DmsInstanceSeed['kerberos']>,
    }),
  };
}

/** SDK: PubliclyAccessible and AutoMinorVersionUpgrade default to true. */
export const createReplicationInstance: Operation = (context) => {
  const { world, region, now, cause, parameters } = context;
  const identifier = checkIdentifier(context);
  const instanceClass = requiredString(parameters, 'ReplicationInstanceClass');
  const engineVersion = versionOf(context);
  if (!world.catalogue.orderable(engineVersion, instanceClass)) {
    throw invalidValue(
      `Replication instance class ${instanceClass} is not available for version ${engineVersion}`,
    );
  }
  const allocatedStorage = optionalNumber(parameters, 'AllocatedStorage') ?? 50;
  if (allocatedStorage < 5 || allocatedStorage > 6_144) {
    throw invalidValue(`Invalid allocated storage: ${String(allocatedStorage)}`);
  }
  checkWindow(context);
  const place = placeOf(context);
  const tags = tagsOf(parameters);
  checkQuotas(context, allocatedStorage);
  if (region.capacityShortages > 0) {
    region.capacityShortages -= 1;
    throw new Refusal('InsufficientResourceCapacityFault', 'There is not enough capacity for the class.');
  }
  const seed: DmsInstanceSeed = {
    ...settingsOf(context, identifier),
    ...place,
    identifier,
    engineVersion,
    instanceClass,
    allocatedStorage,
    tags,
    usedStorage: 1,
    status: 'creating',
  };
  const instance = createInstanceRecord(world, region, seed, now, now + world.switches.propagation);
  changeInstance(world, region, instance, now, cause, {}, { action: 'instance-creating' });
  const delay = vary(world, world.durations.createInstance);
  settleInstance(world, region, instance, now, delay, region.nextCreationEnds);
  region.nextCreationEnds = undefined;
  return { ReplicationInstance: instance.shown.truth };
};
