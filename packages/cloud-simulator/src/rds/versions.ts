/** One step that the service takes at once. */
export type RdsHop = '5.5-5.6' | '5.6-5.7' | '5.7-8.0';

const versions: readonly string[] = ['5.5', '5.6', '5.7', '8.0'];

/** What UpgradeDBInstanceEngineVersion takes as EngineVersion. UE: "5.6 | 5.7 | 8.0". */
export const upgradeTargets: readonly string[] = ['5.6', '5.7', '8.0'];

/** The newest minor version, which an upgrade lands on. MV: "upgraded to the latest minor version". */
export const newestMinorVersions: Readonly<Record<string, string>> = {
  '5.5': 'rds_20190815',
  '5.6': 'rds_20231130',
  '5.7': 'rds_20251130',
  '8.0': 'rds_20251231',
};

/** The hop from one version to the next, or undefined if it is not one step up. */
export function hopBetween(from: string, to: string): RdsHop | undefined {
  const index = versions.indexOf(from);
  return index >= 0 && versions[index + 1] === to ? (`${from}-${to}` as RdsHop) : undefined;
}

/** Whether `version` is `target` or later. */
export function isAtLeast(version: string, target: string): boolean {
  return versions.indexOf(version) >= versions.indexOf(target);
}

/** The hops that an edition on a storage type may take. MV: table of direct upgrades. */
export function allowedHops(category: string, storageType: string): readonly RdsHop[] {
  if (storageType === 'local_ssd') {
    return category === 'HighAvailability' ? ['5.5-5.6', '5.6-5.7', '5.7-8.0'] : [];
  }
  return storageType === 'cloud_essd' && ['HighAvailability', 'cluster', 'Basic'].includes(category)
    ? ['5.7-8.0']
    : [];
}
