import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { type Fault, createCloud, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { must } from '@engine-upgrader/conformance';
import { createMemoryStore, createUpgrader } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { randomnessFrom } from './ports.ts';
import { simulatedRdsApi } from './rds-api.ts';

const minute = 60_000;
const forbidden: Fault = { refuse: { status: 403, code: 'NoPermission', message: 'not for you' } };

/**
 * An upgrade whose answer is lost, and which begins and fails while no look succeeds: afterwards the task history
 * alone tells of it, for which something is wrong until a while after.
 */
async function upgradeUnseen(ofHistory: Fault, until: number, ahead = 0) {
  const clock = simulatedClock();
  const random = seededRandom(7);
  let sentAt: number | undefined;
  const faultsOf = (action: string, at: number): readonly Fault[] => {
    if (action === 'UpgradeDBInstanceEngineVersion') {
      const first = sentAt === undefined;
      sentAt ??= at;
      return first ? ['lost-after'] : [];
    }
    if (sentAt === undefined) return [];
    if (action === 'DescribeHistoryTasks') return at - sentAt < until ? [ofHistory] : [];
    return at - sentAt < 5 * minute ? ['server-error'] : [];
  };
  const cloud = createCloud({
    clock,
    random,
    fleet: { rds: { instances: [{ id: 'rm-main', region: 'cn-hangzhou', version: '5.5' }] } },
    durations: { rds: { upgrade: minute } },
    faults: ({ action }, at) => faultsOf(action, at),
  });
  cloud.rds.inject.nextUpgrade('rm-main', 'fails');
  const driver = createAlibabaRdsDriver({ api: simulatedRdsApi(cloud, 'test'), environment: {} });
  const own = { ...clock, now: () => clock.now() + ahead };
  const ports = { clock: own, randomness: randomnessFrom(random.fork('upgrader')) };
  const upgrader = createUpgrader({ driver, store: createMemoryStore(), ...ports });
  const outcome = await clock.run(async () => {
    const plan = must(
      await upgrader.plan({ reference: 'alibaba-rds://cn-hangzhou/rm-main', to: '5.6' }),
      'plan',
    );
    return must(await must(await upgrader.start(plan, { accept: 'all' }), 'start').wait(), 'wait');
  });
  const sends = cloud.journal.entries.filter(
    ({ kind, action }) => kind === 'call' && action === 'UpgradeDBInstanceEngineVersion',
  );
  return { outcome, sends: sends.length, waited: clock.now() - (sentAt ?? 0) };
}

describe('an upgrade on ApsaraDB RDS that began and failed unseen after its answer was lost', () => {
  it.each([-10, -1, 1, 5, 10])(
    'is not sent again where the clock of this machine is %i minutes ahead of the cloud',
    async (minutes) => {
      const { outcome, sends } = await upgradeUnseen('server-error', 0, minutes * minute);
      expect(sends).toBe(1);
      expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'upgrade-failed' } });
    },
  );

  it.each<Fault>(['server-error', 'lost-before', 'empty', 'throttle', 'timeout-after'])(
    'is not sent again while its history passingly cannot be read (%s), and failed once it can',
    async (fault) => {
      const { outcome, sends } = await upgradeUnseen(fault, 30 * minute);
      expect(sends).toBe(1);
      expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'upgrade-failed' } });
      expect(outcome.summary).toContain('ended as Failed');
    },
  );

  it('needs an operator where it cannot be read for as long as the step may take, and says so', async () => {
    const { outcome, sends, waited } = await upgradeUnseen('server-error', 48 * 60 * minute);
    expect(sends).toBe(1);
    expect(outcome.result).toBe('needs-operator');
    expect(outcome.summary).toMatch(/could not look: DescribeHistoryTasks/);
    expect(waited).toBeLessThan(2 * 60 * minute);
  });

  it('is sent again, with its token, where this login may never read the history: no run waits for that', async () => {
    const { outcome, sends } = await upgradeUnseen(forbidden, 48 * 60 * minute);
    expect(sends).toBe(2);
    // The cloud remembers the token, and begins nothing anew.
    expect(outcome).toMatchObject({ result: 'needs-operator' });
    expect(outcome.summary).toContain('accepted; not begun yet');
  });
});
