import { type AwsDms, createAwsDmsDriver, type DmsApi } from '@engine-upgrader/aws-dms';
import { createCloud, type Random, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { simulatedDmsApi } from '../../dms-api.ts';
import { byDeadline } from '../deadline.ts';
import { type CloudWords, faultPlan } from '../fault-plan.ts';
import { drawPolicy } from '../policy.ts';
import type { Simulated } from '../world.ts';
import { interfere, mend } from './interference.ts';
import { brokenDmsLaws, type TaskStart } from './laws.ts';
import { type DmsScenario, drawDmsScenario } from './scenario.ts';
import { dmsWatchLaws } from './watch-laws.ts';

const callTimeout = 20_000;
const start = Date.UTC(2026, 0, 1);

/** What is done with a replication instance, as drawn; `change` makes another scenario of the one drawn. */
export function simulatedDms(
  random: Random,
  change: (scenario: DmsScenario) => DmsScenario = (scenario) => scenario,
): Simulated<AwsDms> & { readonly scenario: DmsScenario } {
  const scenario = change(drawDmsScenario(random.fork('scenario')));
  const clock = simulatedClock({ start: start + scenario.startsAt });
  const { requestLimit, beside, cleanup, stopTasks } = scenario;
  const cloud = createCloud({
    clock,
    random: random.fork('cloud'),
    fleet: { dms: scenario.fleet },
    switches: { dms: scenario.switches },
    faults: faultPlan(scenario, words, random.fork('faults'), clock.now()),
    latency: () => scenario.latency,
    ...(requestLimit ? { requestLimit } : {}),
  });
  const started: TaskStart[] = [];
  const inPlace = stopTasks === undefined ? {} : { stopTasks };
  return {
    scenario,
    clock,
    cloud,
    random: random.fork('processes'),
    disturbances: scenario,
    policy: drawPolicy(random.fork('policy'), 180_000, scenario.effectiveTime),
    request: {
      reference: 'aws-dms://us-east-1/main',
      to: scenario.to,
      effectiveTime: scenario.effectiveTime,
      options: cleanup ? { strategy: 'cleanup' } : (beside?.options ?? inPlace),
    },
    driver: (process) => {
      const api = simulatedDmsApi(cloud, process);
      const late = { cause: 'transport', message: 'no answer in time' } as const;
      const patient: DmsApi = {
        call: (operation, region, input) =>
          byDeadline(clock, callTimeout, api.call(operation, region, input), { ...late, operation }),
      };
      return createAwsDmsDriver({
        api: isSlow(scenario) ? patient : api,
        callTimeout,
        regions: ['us-east-1'],
        environment: {},
      });
    },
    letLoose: (told) => {
      for (const task of cloud.dms.truth.tasks('us-east-1')) {
        started.push({
          identifier: task.ReplicationTaskIdentifier ?? '',
          status: task.Status ?? '',
          slots: task.slotsCreated,
        });
      }
      interfere(scenario, cloud, clock, random.fork('people'), told);
    },
    mend: () => mend(cloud),
    ...(beside ? { continuesEvery: beside.continuesEvery } : {}),
    watchLaws: dmsWatchLaws(scenario, started),
    brokenLaws: (ending) => brokenDmsLaws({ ...ending, scenario, cloud, started }),
  };
}

const isSlow = ({ slow, rates }: DmsScenario): boolean => slow > 0 || (rates.delay ?? 0) > 0;

const message = 'as drawn';
const words: CloudWords = {
  busy: { status: 400, code: 'InvalidResourceStateFault', message },
  loginExpired: { status: 400, code: 'ExpiredTokenException', message },
  notPermitted: { status: 400, code: 'AccessDeniedException', message },
};
