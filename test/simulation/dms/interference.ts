import type { Clock, Cloud, Random } from '@engine-upgrader/cloud-simulator';
import { besideMisfortune } from './beside.ts';
import type { DmsScenario } from './scenario.ts';

const minute = 60_000;

/** Somebody else, and the service's own misfortunes, as the scenario has them. Told when somebody acts. */
export function interfere(
  scenario: DmsScenario,
  cloud: Cloud,
  clock: Clock,
  random: Random,
  told: () => void,
): void {
  const tasks = (scenario.fleet.regions['us-east-1']?.tasks ?? []).filter(
    ({ instance }) => instance === 'main',
  );
  const anyTask = tasks.length > 0 ? random.pick(tasks).identifier : undefined;
  const later = async (happens: () => void): Promise<void> => {
    await clock.sleep(scenario.interferenceAt);
    happens();
  };
  misfortune(scenario, cloud, anyTask, random, (happens) => void later(happens));
  if (scenario.beside) besideMisfortune(scenario.beside, cloud, anyTask);
  if (scenario.interference === 'nothing') return;
  void later(() => {
    told();
    act(scenario, cloud, anyTask);
  });
}

function misfortune(
  scenario: DmsScenario,
  cloud: Cloud,
  anyTask: string | undefined,
  random: Random,
  later: (happens: () => void) => void,
): void {
  const { inject, truth } = cloud.dms;
  const status = (name: string, forMilliseconds?: number): void =>
    later(() => {
      // What is in the middle of a change of its own is left to it.
      if (truth.instance('main')?.ReplicationInstanceStatus !== 'available') return;
      inject.setInstanceStatus('main', name, forMilliseconds);
    });
  switch (scenario.misfortune) {
    case 'none':
      return;
    case 'upgrade-fails':
      return inject.failUpgrade('main');
    case 'upgrade-sticks':
      return inject.stickUpgrade('main');
    case 'task-fails':
      if (anyTask) inject.failAfterResume(anyTask, random.integer(1, 600_000));
      return;
    case 'task-sticks':
      if (anyTask) inject.stickTask(anyTask);
      return;
    case 'start-fails':
      if (anyTask) inject.failStart(anyTask);
      return;
    case 'storage-full':
      return status('storage-full', 40 * minute);
    case 'storage-full-for-ever':
      return status('storage-full');
    case 'stuck-for-long':
      return status('maintenance', 240 * minute);
    case 'stuck-for-ever':
      return status('modifying');
  }
}

function act({ interference, to }: DmsScenario, cloud: Cloud, anyTask: string | undefined): void {
  const { person, truth } = cloud.dms;
  const task = anyTask !== undefined && truth.task(anyTask) ? anyTask : undefined;
  switch (interference) {
    case 'nothing':
      return;
    case 'upgrade':
      person.upgrade('main', to);
      return;
    case 'queue-an-upgrade':
      person.upgrade('main', to, { inWindow: true });
      return;
    case 'stop-a-task':
      if (task) person.stopTask(task);
      return;
    case 'start-a-task':
      if (task) person.startTask(task);
      return;
    case 'restart-a-task':
      if (task) person.startTask(task, 'reload-target');
      return;
    case 'move-a-task':
      if (task) person.moveTask(task, 'other');
      return;
    case 'delete-a-task':
      if (task) person.deleteTask(task);
      return;
    case 'modify':
      person.modify('main', { AllocatedStorage: 100, ApplyImmediately: true });
      return;
    case 'move-the-window':
      person.modify('main', { PreferredMaintenanceWindow: 'mon:02:00-mon:03:00' });
      return;
    case 'reboot':
      person.reboot('main');
      return;
    case 'delete-the-instance':
      person.deleteInstance('main');
      return;
  }
}

/** What an operator does before a run is resumed: what is stuck is brought back. */
export function mend(cloud: Cloud): void {
  const { inject, truth } = cloud.dms;
  for (const { ReplicationInstanceIdentifier: name, ReplicationInstanceStatus: status } of truth.instances(
    'us-east-1',
  )) {
    if (!['available', 'creating', 'deleting', 'rebooting'].includes(status)) inject.release(name);
  }
}
