import type { Clock, Cloud, Random } from '@engine-upgrader/cloud-simulator';
import type { RdsScenario } from './scenario.ts';

const minute = 60_000;
const nextVersion: Readonly<Record<string, string>> = { '5.5': '5.6', '5.6': '5.7', '5.7': '8.0' };

/** Somebody else, and the service's own misfortunes, as the scenario has them. */
export function interfere(scenario: RdsScenario, cloud: Cloud, clock: Clock, random: Random): void {
  const family = scenario.fleet.instances.filter(({ id }) => !id.includes('other'));
  if (scenario.misfortune !== 'none')
    cloud.rds.inject.nextUpgrade(random.pick(family).id, scenario.misfortune);
  if (scenario.interference === 'nothing') return;
  const later = async (): Promise<void> => {
    await clock.sleep(scenario.interferenceAt);
    await act(scenario, cloud, clock, random);
  };
  void later();
}

async function act(scenario: RdsScenario, cloud: Cloud, clock: Clock, random: Random): Promise<void> {
  const { person } = cloud.rds;
  const family = scenario.fleet.instances.filter(({ id }) => !id.includes('other'));
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
    case 'add-a-replica':
      person.add({ id: 'rr-main-new', region: 'cn-hangzhou', primary: 'rm-main', version: scenario.from });
      return;
    case 'occupy':
      person.occupy(
        anyone,
        random.pick(['DBInstanceClassChanging', 'INS_MAINTAINING', 'Rebooting']),
        20 * minute,
      );
      return;
    case 'lock-and-unlock':
      person.lock(anyone, 'ManualLock');
      await clock.sleep(5 * minute);
      person.lock(anyone, 'Unlock');
      return;
    case 'move-the-window':
      person.setMaintainTime(anyone, '02:00Z-03:00Z');
      return;
  }
}
