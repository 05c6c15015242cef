import type { DmsEngineVersionSeed } from './fleet.ts';
import { type EngineVersionShape, dateSeconds, seconds } from './shapes.ts';
import { compareVersions } from './version.ts';

/** What can be ordered: a class on an engine version. */
export interface OrderableShape {
  readonly EngineVersion: string;
  readonly ReplicationInstanceClass: string;
  readonly StorageType: string;
  readonly MinAllocatedStorage: number;
  readonly MaxAllocatedStorage: number;
  readonly DefaultAllocatedStorage: number;
  readonly IncludedAllocatedStorage: number;
  readonly AvailabilityZones: readonly string[];
  readonly ReleaseStatus: string;
}

/** The engine versions on offer, and the classes each can run on. */
export interface Catalogue {
  readonly versions: readonly EngineVersionShape[];
  version(version: string): EngineVersionShape | undefined;
  /** Whether the version can be requested at `now`: it exists and is not past its deprecation date. */
  requestable(version: string, now: number): boolean;
  orderable(version: string, instanceClass: string): boolean;
  orderables(region: string, now: number): readonly OrderableShape[];
}

/**
 * The versions that a fleet has unless it brings its own. Dates are plausible, not official: copies of the
 * release notes disagree, which is why nobody should rely on others than those the API returns.
 */
export const defaultVersions: readonly DmsEngineVersionSeed[] = [
  {
    version: '3.4.7',
    lifecycle: 'DEPRECATED',
    launchDate: '2022-05-31',
    autoUpgradeDate: '2030-01-15',
    deprecationDate: '2025-09-30',
    forceUpgradeDate: '2030-03-31',
    availableUpgrades: ['3.5.1', '3.5.2', '3.5.3', '3.5.4'],
  },
  {
    version: '3.5.1',
    lifecycle: 'DEPRECATED',
    launchDate: '2023-06-30',
    deprecationDate: '2026-01-31',
    forceUpgradeDate: '2030-06-30',
    availableUpgrades: ['3.5.2', '3.5.3', '3.5.4'],
  },
  {
    version: '3.5.2',
    lifecycle: 'ACTIVE',
    launchDate: '2023-10-29',
    deprecationDate: '2031-01-31',
    availableUpgrades: ['3.5.3', '3.5.4'],
  },
  {
    version: '3.5.3',
    lifecycle: 'ACTIVE',
    launchDate: '2024-05-17',
    deprecationDate: '2031-06-30',
    availableUpgrades: ['3.5.4', '3.6.0'],
  },
  {
    version: '3.5.4',
    lifecycle: 'DEFAULT_VERSION',
    launchDate: '2024-11-15',
    availableUpgrades: ['3.6.0', '3.6.1'],
  },
  { version: '3.6.0', lifecycle: 'ACTIVE', launchDate: '2025-06-30', availableUpgrades: ['3.6.1'] },
  { version: '3.6.1', lifecycle: 'ACTIVE', launchDate: '2025-10-31', availableUpgrades: [] },
];

const sizes: readonly (readonly [family: string, sizes: readonly string[]])[] = [
  ['t2', ['micro', 'small', 'medium', 'large']],
  ['t3', ['micro', 'small', 'medium', 'large']],
  ['c5', ['large', 'xlarge', '2xlarge', '4xlarge']],
  ['c6i', ['large', 'xlarge', '2xlarge', '4xlarge']],
  ['r5', ['large', 'xlarge', '2xlarge', '4xlarge']],
  ['r6i', ['large', 'xlarge', '2xlarge', '4xlarge']],
];

const classes: readonly string[] = sizes.flatMap(([family, names]) =>
  names.map((name) => `dms.${family}.${name}`),
);

/** Old classes are not offered on new versions, new classes not on old ones. */
function runsOn(instanceClass: string, version: string): boolean {
  if (instanceClass.startsWith('dms.t2.')) return compareVersions(version, '3.6.0') < 0;
  if (instanceClass.includes('6i.')) return compareVersions(version, '3.5.0') >= 0;
  return classes.includes(instanceClass);
}

function included(instanceClass: string): number {
  return instanceClass.startsWith('dms.t') ? 50 : 100;
}

/** The availability zones of a region, by name. */
export function zonesOf(region: string): readonly string[] {
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}

function shapeOf(seed: DmsEngineVersionSeed): EngineVersionShape {
  const dates = {
    LaunchDate: dateSeconds(seed.launchDate),
    AutoUpgradeDate: dateSeconds(seed.autoUpgradeDate),
    DeprecationDate: dateSeconds(seed.deprecationDate),
    ForceUpgradeDate: dateSeconds(seed.forceUpgradeDate),
  };
  return {
    Version: seed.version,
    Lifecycle: seed.lifecycle ?? 'ACTIVE',
    ReleaseStatus: seed.releaseStatus ?? 'prod',
    AvailableUpgrades: seed.availableUpgrades,
    ...(Object.fromEntries(
      Object.entries(dates).filter(([, value]) => value !== undefined),
    ) as Partial<EngineVersionShape>),
  };
}

/** A catalogue of these versions. */
export function createCatalogue(seeds: readonly DmsEngineVersionSeed[]): Catalogue {
  const versions = seeds.map(shapeOf);
  const byVersion = new Map(versions.map((version) => [version.Version, version]));
  const requestable = (version: string, now: number): boolean => {
    const found = byVersion.get(version);
    return found !== undefined && (found.DeprecationDate ?? Infinity) > seconds(now);
  };
  return {
    versions,
    version: (version) => byVersion.get(version),
    requestable,
    orderable: (version, instanceClass) => runsOn(instanceClass, version),
    orderables: (region, now) =>
      versions
        .filter(({ Version }) => requestable(Version, now))
        .flatMap(({ Version, ReleaseStatus }) =>
          classes
            .filter((instanceClass) => runsOn(instanceClass, Version))
            .map((instanceClass) => ({
              EngineVersion: Version,
              ReplicationInstanceClass: instanceClass,
              StorageType: 'gp2',
              MinAllocatedStorage: 5,
              MaxAllocatedStorage: 6_144,
              DefaultAllocatedStorage: included(instanceClass),
              IncludedAllocatedStorage: included(instanceClass),
              AvailabilityZones: zonesOf(region),
              ReleaseStatus: ReleaseStatus ?? 'prod',
            })),
        ),
  };
}
