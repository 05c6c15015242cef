import type { RdsInstance } from './instance.ts';
import { type RdsRefusal, refuse } from './refusal.ts';
import type { RdsSwitches } from './switches.ts';
import { allowedHops, hopBetween, isAtLeast, type RdsHop } from './versions.ts';

/** Who belongs to the instance that is to be upgraded. */
export interface UpgradeFamily {
  /** Its primary, if it is a read-only or disaster-recovery instance. */
  primary: RdsInstance | undefined;
  /** Its read-only and disaster-recovery instances, if it is a primary. */
  members: readonly RdsInstance[];
}

/** The proxy must be 1.13.41 or later (MV). */
function isProxyTooOld(version: string): boolean {
  const required = [1, 13, 41];
  const parts = version.split('.').map(Number);
  for (const [index, least] of required.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

function stateRefusal(instance: RdsInstance, switches: RdsSwitches): RdsRefusal | undefined {
  if (instance.engine !== 'MySQL') return refuse('InvalidDBInstanceEngineType.Format');
  if (instance.lockMode !== 'Unlock') return refuse('IncorrectDBInstanceLockMode');
  const upgrading = instance.status === 'EngineVersionUpgrading';
  if (instance.pendingTask !== undefined && !upgrading) return refuse('InvalidOrderTask.NotSupport');
  if (instance.status !== 'Running') {
    return refuse(
      switches.busyCode,
      switches.busyCode === 'IncorrectDBInstanceState' ? switches.busyStatus : undefined,
    );
  }
  return instance.unpaidOrder ? refuse('OrderStatus.UnPaid') : undefined;
}

function editionRefusal(instance: RdsInstance, hop: RdsHop): RdsRefusal | undefined {
  if (instance.category.toLowerCase().startsWith('serverless')) return refuse('InvalidSourceCategory');
  if (instance.storageType === 'cloud_ssd') return refuse('CloudSSDNotSupport');
  if (!allowedHops(instance.category, instance.storageType).includes(hop)) {
    return refuse('IncorrectEngineVersion');
  }
  return undefined;
}

/** What the service finds inside the instance, in the order of its page of error codes. */
function contentRefusal(instance: RdsInstance): RdsRefusal | undefined {
  const contains = new Set(instance.contains);
  if (contains.has('events')) return refuse('InvalidEVENT');
  if (instance.ssl) return refuse('InvalidSSLstatus');
  if (instance.tde) return refuse('InvalidTDEstatus');
  if (instance.connectionMode !== 'Standard') return refuse('InvalidDBInstanceConnType.Format');
  if (instance.secondary === 'NotAvailable') return refuse('IncorrectDBInstanceType');
  if (contains.has('group-replication')) return refuse('ClusterNotSupport');
  if (contains.has('myisam')) return refuse('IncorrectEngineTypeMyisam');
  if (contains.has('aliyun_root')) return refuse('InvalidAccountName.Format');
  if (contains.has('full-text') && instance.version === '5.6' && instance.minorVersion < 'rds_20221130') {
    return refuse('UnsupportedFtsIndexVersion');
  }
  if (instance.proxyVersion !== undefined && isProxyTooOld(instance.proxyVersion)) {
    return refuse('MaxscaleMinorVersionNotSupport');
  }
  return undefined;
}

function familyRefusal(
  instance: RdsInstance,
  family: UpgradeFamily,
  target: string,
  hop: RdsHop,
  switches: RdsSwitches,
): RdsRefusal | undefined {
  const behaviour = switches.replicas[hop];
  if (family.primary !== undefined) {
    if (behaviour === 'first') return undefined;
    const mayComeAfterwards = behaviour === 'afterwards' && isAtLeast(family.primary.version, target);
    return mayComeAfterwards ? undefined : refuse('ReadInstanceNotSupport');
  }
  const unready = family.members.some(
    (member) =>
      member.status !== 'Running' ||
      member.pendingTask !== undefined ||
      !isAtLeast(member.version, instance.version) ||
      (behaviour === 'first' && !isAtLeast(member.version, target)),
  );
  return unready ? refuse('UnsupportedReadOrBakReadState') : undefined;
}

/**
 * Why an upgrade is refused, or undefined if it is not.
 * UE: "The instance must be in the Running state"; MV: table of direct upgrades and their limits.
 */
export function upgradeRefusal(
  instance: RdsInstance,
  target: string,
  family: UpgradeFamily,
  switches: RdsSwitches,
): RdsRefusal | undefined {
  const state = stateRefusal(instance, switches);
  if (state !== undefined) return state;
  const hop = hopBetween(instance.version, target);
  if (hop === undefined) return refuse('IncorrectEngineVersion');
  return (
    editionRefusal(instance, hop) ??
    contentRefusal(instance) ??
    familyRefusal(instance, family, target, hop, switches)
  );
}
