import type { DmsInstanceSeed, DmsMaintenanceSeed, DmsSubnetGroupSeed } from './fleet.ts';
import { arnOf, resourceIdOf } from './arn.ts';
import { zonesOf } from './catalogue.ts';
import { Recorded } from './recorded.ts';
import {
  type PendingMaintenanceActionShape,
  type PendingModifiedValuesShape,
  type ReplicationInstanceShape,
  type SubnetGroupShape,
  changed,
  dateSeconds,
  seconds,
} from './shapes.ts';
import type { Instance, MaintenanceAction, Region, World } from './state.ts';

const day = 24 * 60 * 60_000;

export function subnetGroupShape(region: string, seed: DmsSubnetGroupSeed): SubnetGroupShape {
  return {
    ReplicationSubnetGroupIdentifier: seed.identifier,
    ReplicationSubnetGroupDescription: seed.description ?? seed.identifier,
    VpcId: seed.vpcId ?? `vpc-${resourceIdOf(`${region}/vpc`).slice(0, 8).toLowerCase()}`,
    SubnetGroupStatus: 'Complete',
    Subnets: (seed.zones ?? zonesOf(region)).map((zone) => ({
      SubnetIdentifier: `subnet-${resourceIdOf(`${seed.identifier}/${zone}`).slice(0, 8).toLowerCase()}`,
      SubnetAvailabilityZone: { Name: zone },
      SubnetStatus: 'Active',
    })),
    SupportedNetworkTypes: ['IPV4'],
  };
}

/** The subnet group that is used when none is named. */
export function defaultSubnetGroup(region: Region): SubnetGroupShape {
  const found = region.subnetGroups.get('default');
  if (found !== undefined) return found;
  const created = subnetGroupShape(region.name, { identifier: 'default' });
  region.subnetGroups.set('default', created);
  return created;
}

function maintenanceOf(seed: DmsMaintenanceSeed): MaintenanceAction {
  return {
    engineVersion: seed.engineVersion,
    shape: changed<PendingMaintenanceActionShape>(
      { Action: seed.action, Description: seed.description ?? 'New software is available' },
      {
        AutoAppliedAfterDate: dateSeconds(seed.autoAppliedAfterDate),
        ForcedApplyDate: dateSeconds(seed.forcedApplyDate),
        CurrentApplyDate: dateSeconds(seed.forcedApplyDate ?? seed.autoAppliedAfterDate),
      },
    ),
  };
}

function pendingOf(seed: DmsInstanceSeed): PendingModifiedValuesShape {
  const { pending = {} } = seed;
  return changed<PendingModifiedValuesShape>(
    {},
    {
      EngineVersion: pending.engineVersion,
      ReplicationInstanceClass: pending.instanceClass,
      AllocatedStorage: pending.allocatedStorage,
      MultiAZ: pending.multiAz,
    },
  );
}

function addressOf(identifier: string): string {
  const id = resourceIdOf(identifier);
  return `10.0.${String(id.charCodeAt(0))}.${String(id.charCodeAt(1))}`;
}

function instanceShape(
  world: World,
  region: Region,
  seed: DmsInstanceSeed,
  arn: string,
  at: number,
): ReplicationInstanceShape {
  const zones = zonesOf(region.name);
  const zone = seed.availabilityZone ?? zones[0] ?? region.name;
  const multiAz = seed.multiAz ?? false;
  const address = addressOf(seed.identifier);
  const publicAddress =
    seed.publiclyAccessible === false ? undefined : `198.51.100.${address.split('.')[3] ?? '1'}`;
  const shape: ReplicationInstanceShape = {
    ReplicationInstanceIdentifier: seed.identifier.toLowerCase(),
    ReplicationInstanceClass: seed.instanceClass ?? 'dms.t3.medium',
    ReplicationInstanceStatus: seed.status ?? 'available',
    AllocatedStorage: seed.allocatedStorage ?? 50,
    InstanceCreateTime: seconds(at),
    VpcSecurityGroups: (seed.securityGroups ?? ['sg-0a1b2c3d']).map((VpcSecurityGroupId) => ({
      VpcSecurityGroupId,
      Status: 'active',
    })),
    AvailabilityZone: zone,
    ReplicationSubnetGroup: region.subnetGroups.get(seed.subnetGroup ?? '') ?? defaultSubnetGroup(region),
    PreferredMaintenanceWindow: seed.maintenanceWindow ?? 'sun:06:00-sun:14:00',
    PendingModifiedValues: pendingOf(seed),
    MultiAZ: multiAz,
    EngineVersion: seed.engineVersion,
    AutoMinorVersionUpgrade: seed.autoMinorVersionUpgrade ?? true,
    KmsKeyId:
      seed.kmsKeyId ?? `arn:aws:kms:${region.name}:${world.account}:key/4c1731d6-5435-ed4d-be13-d53411a7cfbd`,
    ReplicationInstanceArn: arn,
    ReplicationInstancePrivateIpAddress: address,
    ReplicationInstancePrivateIpAddresses: [address],
    PubliclyAccessible: seed.publiclyAccessible ?? true,
    NetworkType: seed.networkType ?? 'IPV4',
  };
  const { kerberos } = seed;
  return changed(shape, {
    ReplicationInstancePublicIpAddress: publicAddress,
    ReplicationInstancePublicIpAddresses: publicAddress === undefined ? undefined : [publicAddress],
    SecondaryAvailabilityZone: multiAz ? zones.find((other) => other !== zone) : undefined,
    DnsNameServers: seed.dnsNameServers,
    KerberosAuthenticationSettings: kerberos && {
      ...(kerberos.keyCacheSecretId !== undefined && { KeyCacheSecretId: kerberos.keyCacheSecretId }),
      ...(kerberos.keyCacheSecretIamArn !== undefined && {
        KeyCacheSecretIamArn: kerberos.keyCacheSecretIamArn,
      }),
      ...(kerberos.krb5FileContents !== undefined && { Krb5FileContents: kerberos.krb5FileContents }),
    },
  });
}

/** An instance as described, visible from `visibleFrom` on. Those of a fleet are a year old. */
export function createInstanceRecord(
  world: World,
  region: Region,
  seed: DmsInstanceSeed,
  at: number,
  visibleFrom: number = at,
): Instance {
  const id = seed.resourceIdentifier ?? resourceIdOf(`${region.name}/rep/${seed.identifier.toLowerCase()}`);
  const arn = arnOf(world.account, region.name, 'rep', id);
  const created = visibleFrom === -Infinity ? at - 365 * day : at;
  const instance: Instance = {
    arn,
    shown: new Recorded(instanceShape(world, region, seed, arn, created), visibleFrom),
    applying: undefined,
    generation: 0,
    cancelWindow: undefined,
    maintenance: (seed.maintenance ?? []).map(maintenanceOf),
    tags: [...(seed.tags ?? [])],
    usedStorage: seed.usedStorage ?? 5,
    upgradesFail: seed.upgradesFail ?? 0,
    upgradeSticks: false,
    releaseUpgrade: undefined,
    modifyRefusal: undefined,
  };
  region.instances.set(arn, instance);
  return instance;
}
