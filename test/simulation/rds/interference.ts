import type { Clock, Cloud, Random, RdsInstance } from '@engine-upgrader/cloud-simulator';
import type { RdsScenario } from './scenario.ts';

const minute = 60_000;
const nextVersion: Readonly<Record<string, string>> = { '5.5': '5.6', '5.6': '5.7', '5.7': '8.0' };

const familyOf = ({ fleet }: RdsScenario): RdsScenario['fleet']['instances'] =>
  fleet.instances.filter(({ id }) => !id.includes('other'));

/** Somebody else, and the service's own misfortunes, as the scenario has them. Told when somebody acts. */
export function interfere(
  scenario: RdsScenario,
  cloud: Cloud,
  clock: Clock,
  random: Random,
  told: () => void,
): void {
  if (scenario.misfortune !== 'none')
    cloud.rds.inject.nextUpgrade(random.pick(familyOf(scenario)).id, scenario.misfortune);
  if (scenario.interference === 'nothing') return;
  const later = async (): Promise<void> => {
    await clock.sleep(scenario.interferenceAt);
    told();
    await act(scenario, cloud, clock, random);
  };
  void later();
}

async function act(scenario: RdsScenario, cloud: Cloud, clock: Clock, random: Random): Promise<void> {
  const { person } = cloud.rds;
  const family = familyOf(scenario);
  const replica = family.find(({ primary }) => primary !== undefined);
  const anyone = random.pick(family).id;
  switch (scenario.interference) {
    case 'nothing':
      return;
    case 'upgrade-a-member': {
      const next = nextVersion[cloud.rds.instance(anyone)?.version ?? ''];
      if (next !== undefined) person.upgrade(anyone, next);
      return;
    }
    case 'delete-a-replica':
      if (replica) person.delete(replica.id);
      return;
    case 'delete-the-primary':
      person.delete('rm-main');
      return;
    case 'add-a-replica':
      person.add({ id: 'rr-main-new', region: 'cn-hangzhou', primary: 'rm-main', version: scenario.from });
      return;
    case 'change-the-class':
      change(cloud, anyone, 'ChangeClass', { class: 'rds.mysql.s3.xlarge' });
      return;
    case 'stop-a-member':
      if (cloud.rds.instance(anyone)?.status === 'Running')
        change(cloud, anyone, 'Stop', { status: 'Stopped' });
      return;
    case 'restart':
      person.occupy(anyone, 'Rebooting', 2 * minute);
      return;
    case 'occupy':
      person.occupy(anyone, random.pick(['INS_MAINTAINING', 'SomethingNew']), 20 * minute);
      return;
    case 'occupy-for-long':
      person.occupy(anyone, 'Restoring', 300 * minute);
      return;
    case 'occupy-for-ever':
      person.occupy(anyone, 'TRANSING', 24 * 60 * 60 * minute);
      return;
    case 'lock-and-unlock':
      person.lock(anyone, 'ManualLock');
      await clock.sleep(5 * minute);
      person.lock(anyone, 'Unlock');
      return;
    case 'fill-the-disk':
      person.lock(anyone, 'LockByDiskQuota');
      return;
    case 'cancel-what-is-queued':
      for (const { id } of family) person.cancelQueuedUpgrade(id);
      return;
    case 'move-the-window':
      person.setMaintainTime(anyone, '02:00Z-03:00Z');
      return;
  }
}

/** A change that the simulator's person has no word for. */
function change(cloud: Cloud, id: string, action: string, fields: Partial<RdsInstance>): void {
  const before = cloud.rds.instance(id);
  if (!before) return;
  cloud.journal.record({
    at: cloud.clock.now(),
    service: 'rds',
    region: before.region,
    kind: 'person',
    action,
    resource: id,
    detail: fields,
  });
  cloud.rds.inject.set(id, fields);
}

/** What an operator does before a run is resumed: what is stuck, locked or stopped is brought back. */
export function mend(scenario: RdsScenario, cloud: Cloud): void {
  for (const { id } of familyOf(scenario)) {
    cloud.rds.inject.release(id);
    const instance = cloud.rds.instance(id);
    if (!instance) continue;
    if (instance.lockMode !== 'Unlock') cloud.rds.person.lock(id, 'Unlock');
    if (['Stopped', 'TRANSING', 'Restoring'].includes(instance.status)) {
      change(cloud, id, 'Mend', { status: 'Running' });
    }
  }
}
