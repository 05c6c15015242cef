import { type AlibabaRds, createAlibabaRdsDriver, type RdsApi } from '@engine-upgrader/alibaba-rds';
import { createCloud, type Random, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { errAsync } from 'neverthrow';
import { simulatedRdsApi } from '../../rds-api.ts';
import { byDeadline } from '../deadline.ts';
import { type CloudWords, faultPlan } from '../fault-plan.ts';
import { drawPolicy } from '../policy.ts';
import type { Simulated } from '../world.ts';
import { interfere, mend } from './interference.ts';
import { brokenRdsLaws } from './laws.ts';
import { drawRdsScenario, type RdsScenario } from './scenario.ts';
import { rdsWatchLaws } from './watch-laws.ts';

const callTimeout = 20_000;
/** How far a machine's clock may be off until its signatures are refused. */
const signedFor = 15 * 60_000;
const start = Date.UTC(2026, 0, 1);

/** An upgrade of an ApsaraDB RDS family, as drawn; `change` makes another scenario of the one drawn. */
export function simulatedRds(
  random: Random,
  change: (scenario: RdsScenario) => RdsScenario = (scenario) => scenario,
): Simulated<AlibabaRds> & { readonly scenario: RdsScenario } {
  const scenario = change(drawRdsScenario(random.fork('scenario')));
  const clock = simulatedClock({ start: start + scenario.startsAt });
  const { requestLimit, switches } = scenario;
  const cloud = createCloud({
    clock,
    random: random.fork('cloud'),
    fleet: { rds: scenario.fleet },
    switches: { rds: switches },
    durations: { rds: { upgrade: scenario.upgradeDuration } },
    faults: faultPlan(scenario, wordsOf(scenario), random.fork('faults'), clock.now()),
    latency: () => scenario.latency,
    ...(requestLimit ? { requestLimit } : {}),
  });
  const { to, effectiveTime, replicaOrder, parallelReplicas } = scenario;
  return {
    scenario,
    clock,
    cloud,
    random: random.fork('processes'),
    disturbances: scenario,
    policy: drawPolicy(random.fork('policy'), 120_000, scenario.effectiveTime),
    request: {
      reference: 'alibaba-rds://cn-hangzhou/rm-main',
      to,
      effectiveTime,
      options: { replicaOrder, parallelReplicas },
    },
    driver: (process, ahead) => {
      const api = simulatedRdsApi(cloud, process);
      const wrong = { cause: 'refused', code: 'InvalidTimeStamp.Expired', message: 'as drawn' } as const;
      const late = { cause: 'transport', message: 'no answer in time' } as const;
      const patient: RdsApi = {
        call: (operation, region, parameters) => {
          if (Math.abs(ahead()) > signedFor) return errAsync({ ...wrong, operation });
          const answer = api.call(operation, region, parameters);
          return isSlow(scenario) ? byDeadline(clock, callTimeout, answer, { ...late, operation }) : answer;
        },
      };
      return createAlibabaRdsDriver({
        api: patient,
        callTimeout,
        regions: ['cn-hangzhou', 'cn-shanghai'],
        environment: {},
      });
    },
    letLoose: (told) => interfere(scenario, cloud, clock, random.fork('people'), told),
    mend: () => mend(scenario, cloud),
    watchLaws: rdsWatchLaws(scenario),
    brokenLaws: (ending) => brokenRdsLaws({ ...ending, scenario, cloud }),
  };
}

const isSlow = ({ slow, rates }: RdsScenario): boolean => slow > 0 || (rates.delay ?? 0) > 0;

function wordsOf({ switches }: RdsScenario): CloudWords {
  const message = 'as drawn';
  return {
    busy: { status: switches.busyStatus, code: switches.busyCode, message },
    loginExpired: { status: 400, code: 'InvalidSecurityToken.Expired', message },
    notPermitted: { status: 403, code: 'NoPermission', message },
  };
}
