import { describe, expect, it } from 'vitest';
import type { Cloud, CloudOptions } from '@engine-upgrader/cloud-simulator';
import { type Death, type KillingClouds, openKillingClouds, runIdOf } from '../killing-clouds.ts';

interface Upgrade {
  readonly argv: readonly string[];
  readonly fleet?: CloudOptions['fleet'];
  /** Its mutating calls, in order. */
  readonly calls: readonly string[];
  /** What is true at the end, and every change that was made on the way to it. */
  truth(cloud: Cloud): object;
}

const yes = ['--auto-approve', '--accept', 'all'];
const changes = (cloud: Cloud, actions: readonly string[]): string[] =>
  cloud.journal.entries
    .filter(({ kind, action }) => kind === 'effect' && actions.includes(action))
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();

const family: Upgrade = {
  argv: ['apply', 'alibaba-rds://cn-hangzhou/rm-orders', '--to', '5.6', ...yes],
  calls: Array.from({ length: 4 }, () => 'UpgradeDBInstanceEngineVersion'),
  truth: (cloud) => ({
    versions: cloud.rds
      .instances()
      .map(({ id, version, status }) => `${id} ${version} ${status}`)
      .sort(),
    changes: changes(cloud, ['UpgradeAccepted']),
  }),
};

const inPlace: Upgrade = {
  argv: ['apply', 'aws-dms://us-east-1/orders', '--to', '3.6.1', ...yes],
  calls: ['StopReplicationTask', 'ModifyReplicationInstance', 'StartReplicationTask'],
  truth: (cloud) => ({
    instances: cloud.dms.truth
      .instances('us-east-1')
      .map(
        (one) => `${one.ReplicationInstanceIdentifier} ${one.EngineVersion} ${one.ReplicationInstanceStatus}`,
      ),
    tasks: cloud.dms.truth
      .tasks('us-east-1')
      .map((one) => `${one.ReplicationTaskIdentifier} ${one.Status} ${one.slotsCreated}`)
      .sort(),
    changes: changes(cloud, ['modification-accepted', 'task-stopping', 'task-starting']),
  }),
};

const open = ({ fleet }: Upgrade): Promise<KillingClouds> =>
  openKillingClouds({ seed: 1, speed: 2_000, ...(fleet === undefined ? {} : { fleet }) });

async function undisturbed(upgrade: Upgrade): Promise<object> {
  const clouds = await open(upgrade);
  const { code, stderr, mutations } = await clouds.run(upgrade.argv);
  expect(code, stderr).toBe(0);
  expect(mutations).toEqual(upgrade.calls);
  const truth = upgrade.truth(clouds.cloud);
  await clouds.close();
  return truth;
}

async function killed(upgrade: Upgrade, death: Death): Promise<object> {
  const clouds = await open(upgrade);
  const first = await clouds.run(upgrade.argv, death);
  expect(first.signal, first.stderr).toBe('SIGKILL');
  expect(first.mutations).toEqual(upgrade.calls.slice(0, death.call));
  const resumed = await clouds.run(['resume', runIdOf(first)]);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(resumed.stdout).toContain('✔ succeeded');
  const truth = upgrade.truth(clouds.cloud);
  await clouds.close();
  return truth;
}

describe.each([
  ['a family of ApsaraDB RDS', family],
  ['an instance of AWS DMS in place, with its tasks', inPlace],
])('kill -9 at each mutating call of an upgrade of %s, then resume', (_name, upgrade) => {
  const deaths = upgrade.calls.flatMap((_call, index): Death[] => [
    { call: index + 1, moment: 'before' },
    { call: index + 1, moment: 'after' },
  ]);

  it('ends as without it, and changes nothing twice', async () => {
    const expected = await undisturbed(upgrade);
    // Most of the time is spent in waiting: they share the machine.
    const ends = await Promise.all(
      deaths.map(async (death) => ({ death, truth: await killed(upgrade, death) })),
    );
    for (const end of ends) expect(end).toEqual({ death: end.death, truth: expected });
  }, 180_000);
});
