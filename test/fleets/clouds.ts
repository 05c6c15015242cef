import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import {
  type Clock as CloudClock,
  type Cloud,
  createCloud,
  type DmsFleet,
  type RdsFleet,
  seededRandom,
} from '@engine-upgrader/cloud-simulator';
import type { Clock } from '@engine-upgrader/core';
import type { FleetSource } from '@engine-upgrader/core/fleet';
import { simulatedDmsApi } from '../dms-api.ts';
import { simulatedRdsApi } from '../rds-api.ts';

/** Requests that the simulated clouds take, an account and region. */
export const limit = { capacity: 100, refillPerSecond: 4 };

/** Core's clock, which never rejects, over the simulator's. */
export function coreClock(clock: CloudClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (duration, signal) => clock.sleep(duration, signal).catch(() => undefined),
  };
}

/** A login and the cloud that it reaches. */
export interface Account extends FleetSource {
  readonly cloud: Cloud;
}

const rdsRegions = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen', 'ap-southeast-1'];

/** One Alibaba Cloud account with so many primaries on MySQL 5.6, spread over regions. */
export function rdsAccount(clock: CloudClock, instances: number, regions = 5, latency = 80): Account {
  const used = rdsRegions.slice(0, regions);
  const fleet: RdsFleet = {
    instances: Array.from({ length: instances }, (_, index) => ({
      id: `rm-n${String(index).padStart(5, '0')}`,
      region: used[index % used.length] ?? 'cn-hangzhou',
      version: '5.6',
      storageGigabytes: 100,
      usedGigabytes: 20,
      tags: { stage: index % 10 === 0 ? 'test' : 'production' },
    })),
  };
  const cloud = createCloud({
    clock,
    random: seededRandom(instances),
    fleet: { rds: fleet },
    latency: () => latency,
    requestLimit: limit,
  });
  const api = simulatedRdsApi(cloud, 'fleet');
  const driver = createAlibabaRdsDriver({
    api,
    regions: used,
    environment: {},
    account: 'rds',
    budget: limit,
  });
  return { name: 'rds', driver, regions: used, cloud };
}

/** One AWS account with so many replication instances on 3.5.4 in each of two regions, ten running tasks each. */
export function dmsAccount(
  clock: CloudClock,
  name: string,
  instances: number,
  tasks = 10,
  latency = 80,
): Account {
  const regions = ['us-east-1', 'eu-west-1'];
  const identifiers = Array.from({ length: instances }, (_, index) => `dms-${index}`);
  const fleet: DmsFleet = {
    regions: Object.fromEntries(regions.map((region) => [region, dmsRegion(identifiers, tasks)])),
  };
  const cloud = createCloud({
    clock,
    random: seededRandom(name.length + instances),
    account: String(100_000_000_000 + Number.parseInt(name.replace(/\D/g, '') || '0', 10)),
    fleet: { dms: fleet },
    latency: () => latency,
    requestLimit: limit,
  });
  const api = simulatedDmsApi(cloud, 'fleet');
  const driver = createAwsDmsDriver({ api, regions, environment: {}, account: name, budget: limit });
  return { name, driver, regions, cloud };
}

/** A region with these replication instances on 3.5.4, so many running tasks each, and tags where they are asked for. */
export function dmsRegion(
  identifiers: readonly string[],
  tasks: number,
  stageOf?: (identifier: string) => string,
): DmsFleet['regions'][string] {
  return {
    instances: identifiers.map((identifier) => ({
      identifier,
      engineVersion: '3.5.4',
      allocatedStorage: 100,
      ...(stageOf ? { tags: [{ Key: 'stage', Value: stageOf(identifier) }] } : {}),
    })),
    endpoints: [
      { identifier: 'source', type: 'source', engine: 'mysql' },
      { identifier: 'target', type: 'target', engine: 's3' },
    ],
    tasks: identifiers.flatMap((instance) =>
      Array.from({ length: tasks }, (_, index) => ({
        identifier: `${instance}-task-${index}`,
        instance,
        source: 'source',
        target: 'target',
        migrationType: 'cdc' as const,
        status: 'running',
      })),
    ),
    quotas: {},
  };
}
