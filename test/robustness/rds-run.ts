import { type AlibabaRds, createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import {
  type Cloud,
  type CloudOptions,
  createCloud,
  type RdsFleet,
  seededRandom,
  type SimulatedClock,
  simulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { must } from '@engine-upgrader/conformance';
import {
  createMemoryStore,
  createUpgrader,
  type EngineUpgrader,
  type Store,
  type UpgradeTask,
} from '@engine-upgrader/core';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';

/** A simulated cloud with an upgrader on it. */
export interface Scene {
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;
  readonly store: Store;
  readonly upgrader: EngineUpgrader<AlibabaRds>;
  /** Plans and starts the upgrade of `rm-main` to 5.6. */
  start(): Promise<UpgradeTask<AlibabaRds>>;
}

/** A primary `rm-main` on 5.5, unless another fleet is given. */
export function openScene(
  options: Partial<CloudOptions> & { readonly instances?: RdsFleet['instances'] } = {},
): Scene {
  const clock = simulatedClock();
  const random = seededRandom(1);
  const instances = options.instances ?? [{ id: 'rm-main', region: 'cn-hangzhou', version: '5.5' }];
  const cloud = createCloud({ clock, random, fleet: { rds: { instances } }, ...options });
  const store = createMemoryStore();
  const upgrader = createUpgrader({
    driver: createAlibabaRdsDriver({
      api: simulatedRdsApi(cloud, 'test'),
      regions: ['cn-hangzhou', 'cn-shanghai'],
      environment: {},
    }),
    store,
    clock,
    randomness: randomnessFrom(random.fork('upgrader')),
  });
  const start: Scene['start'] = async () => {
    const plan = must(
      await upgrader.plan({ reference: 'alibaba-rds://cn-hangzhou/rm-main', to: '5.6' }),
      'plan',
    );
    return must(await upgrader.start(plan, { accept: 'all' }), 'start');
  };
  return { clock, cloud, store, upgrader, start };
}
