import { type AwsDms, createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import {
  type Clock,
  type Cloud,
  createCloud,
  type Random,
  seededFaults,
  simulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { simulatedDmsApi } from '../../dms-api.ts';
import type { Simulated } from '../simulated.ts';
import { besideMisfortune } from './beside.ts';
import { brokenDmsLaws, type TaskStart } from './laws.ts';
import { type DmsScenario, drawDmsScenario } from './scenario.ts';

/** An upgrade of a replication instance, as drawn: in place, or side by side. */
export function simulatedDms(random: Random): Simulated<AwsDms> & { readonly scenario: DmsScenario } {
  const scenario = drawDmsScenario(random.fork('scenario'));
  const clock = simulatedClock();
  const cloud = createCloud({
    clock,
    random: random.fork('cloud'),
    fleet: { dms: scenario.fleet },
    switches: { dms: scenario.switches },
    faults: seededFaults(random.fork('faults'), scenario.rates, {
      until: clock.now() + scenario.faultsUntil,
    }),
    latency: () => scenario.latency,
  });
  const started: TaskStart[] = [];
  return {
    scenario,
    clock,
    cloud,
    random: random.fork('processes'),
    disturbances: scenario,
    policy: { settle: 180_000, beginLimit: 7_200_000, finishLimit: 10_800_000 },
    request: {
      reference: 'aws-dms://us-east-1/main',
      to: scenario.to,
      effectiveTime: scenario.effectiveTime,
      options:
        scenario.beside?.options ??
        (scenario.stopTasks === undefined ? {} : { stopTasks: scenario.stopTasks }),
    },
    driver: (process) =>
      createAwsDmsDriver({ api: simulatedDmsApi(cloud, process), regions: ['us-east-1'], environment: {} }),
    letLoose: () => {
      for (const task of cloud.dms.truth.tasks('us-east-1')) {
        started.push({
          identifier: task.ReplicationTaskIdentifier ?? '',
          status: task.Status ?? '',
          slots: task.slotsCreated,
        });
      }
      interfere(scenario, cloud, clock, random.fork('people'));
    },
    ...(scenario.beside ? { continuesEvery: scenario.beside.continuesEvery } : {}),
    brokenLaws: (ending) => brokenDmsLaws({ ...ending, scenario, cloud, started }),
  };
}

function interfere(scenario: DmsScenario, cloud: Cloud, clock: Clock, random: Random): void {
  const { inject } = cloud.dms;
  const tasks = (scenario.fleet.regions['us-east-1']?.tasks ?? []).filter(
    ({ instance }) => instance === 'main',
  );
  const anyTask = tasks.length > 0 ? random.pick(tasks).identifier : undefined;
  if (scenario.misfortune === 'upgrade-fails') inject.failUpgrade('main');
  if (scenario.misfortune === 'upgrade-sticks') inject.stickUpgrade('main');
  if (scenario.misfortune === 'task-fails' && anyTask)
    inject.failAfterResume(anyTask, random.integer(1, 600_000));
  if (scenario.misfortune === 'start-fails' && anyTask) inject.failStart(anyTask);
  if (scenario.beside) besideMisfortune(scenario.beside, cloud, anyTask);
  const later = async (): Promise<void> => {
    await clock.sleep(scenario.interferenceAt);
    act(scenario, cloud, anyTask);
  };
  void later();
}

function act({ interference, to }: DmsScenario, cloud: Cloud, anyTask: string | undefined): void {
  const { person } = cloud.dms;
  switch (interference) {
    case 'nothing':
      return;
    case 'upgrade':
      person.upgrade('main', to);
      return;
    case 'stop-a-task':
      if (anyTask) person.stopTask(anyTask);
      return;
    case 'start-a-task':
      if (anyTask) person.startTask(anyTask);
      return;
    case 'delete-a-task':
      if (anyTask) person.deleteTask(anyTask);
      return;
    case 'modify':
      person.modify('main', { AllocatedStorage: 100, ApplyImmediately: true });
      return;
    case 'delete-the-instance':
      person.deleteInstance('main');
      return;
  }
}
