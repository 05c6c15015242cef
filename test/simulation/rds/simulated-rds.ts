import { type AlibabaRds, createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { createCloud, type Random, seededFaults, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { simulatedRdsApi } from '../../rds-api.ts';
import type { Simulated } from '../simulated.ts';
import { interfere } from './interference.ts';
import { brokenRdsLaws } from './laws.ts';
import { drawRdsScenario, type RdsScenario } from './scenario.ts';

/** An upgrade of an ApsaraDB RDS family, as drawn. */
export function simulatedRds(random: Random): Simulated<AlibabaRds> & { readonly scenario: RdsScenario } {
  const scenario = drawRdsScenario(random.fork('scenario'));
  const clock = simulatedClock();
  const cloud = createCloud({
    clock,
    random: random.fork('cloud'),
    fleet: { rds: scenario.fleet },
    switches: { rds: scenario.switches },
    durations: { rds: { upgrade: scenario.upgradeDuration } },
    faults: seededFaults(random.fork('faults'), scenario.rates, {
      until: clock.now() + scenario.faultsUntil,
    }),
    latency: () => scenario.latency,
  });
  const { to, effectiveTime, replicaOrder, parallelReplicas } = scenario;
  return {
    scenario,
    clock,
    cloud,
    random: random.fork('processes'),
    disturbances: scenario,
    // The sum of the cloud's delays (beginning, propagation, staleness) stays below `settle`.
    policy: { settle: 120_000, beginLimit: 7_200_000, finishLimit: 10_800_000 },
    request: {
      reference: 'alibaba-rds://cn-hangzhou/rm-main',
      to,
      effectiveTime,
      options: { replicaOrder, parallelReplicas },
    },
    driver: (process) =>
      createAlibabaRdsDriver({
        api: simulatedRdsApi(cloud, process),
        regions: ['cn-hangzhou', 'cn-shanghai'],
        environment: {},
      }),
    letLoose: () => interfere(scenario, cloud, clock, random.fork('people')),
    brokenLaws: (ending) => brokenRdsLaws({ ...ending, scenario, cloud }),
  };
}
