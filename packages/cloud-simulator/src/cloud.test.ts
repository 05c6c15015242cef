import { describe, expect, it } from 'vitest';
import type { ResponseAnswer } from './answer.ts';
import { type Cloud, createCloud } from './cloud.ts';
import { type Fault, faultsByCall, seededFaults } from './faults.ts';
import { seededRandom } from './random.ts';
import { drawRdsSwitches } from './rds/switches.ts';
import { simulatedClock } from './simulated-clock.ts';

async function rds(
  cloud: Cloud,
  action: string,
  parameters: Record<string, unknown>,
  region = 'cn-hangzhou',
): Promise<ResponseAnswer & { body: Record<string, unknown> }> {
  const answer = await cloud.call({ service: 'rds', region, action, parameters });
  if (answer.kind !== 'response') throw new Error(`The answer was ${answer.kind}`);
  return { ...answer, body: answer.body as Record<string, unknown> };
}

describe('a cloud', () => {
  it('upgrades an instance in minutes of its clock', async () => {
    const clock = simulatedClock();
    const cloud = createCloud({ clock, random: seededRandom(1) });
    await clock.run(async () => {
      const accepted = await rds(cloud, 'UpgradeDBInstanceEngineVersion', {
        DBInstanceId: 'rr-orders-1',
        EngineVersion: '5.6',
      });
      expect(accepted.body['TaskId']).toMatch(/^\d+$/);
      await clock.sleep(60_000);
      expect(cloud.rds.instance('rr-orders-1')).toMatchObject({
        status: 'EngineVersionUpgrading',
        version: '5.5',
      });
      await clock.sleep(10 * 60_000);
      expect(cloud.rds.instance('rr-orders-1')).toMatchObject({ status: 'Running', version: '5.6' });
    });
  });

  it('lets a call take effect whose answer is lost afterwards, and none whose way there is lost', async () => {
    const clock = simulatedClock();
    const cloud = createCloud({
      clock,
      faults: faultsByCall([
        { action: 'UpgradeDBInstanceEngineVersion', nth: 1, fault: 'lost-before' },
        { action: 'UpgradeDBInstanceEngineVersion', nth: 2, fault: 'lost-after' },
      ]),
    });
    const upgrade = {
      service: 'rds' as const,
      region: 'cn-hangzhou',
      action: 'UpgradeDBInstanceEngineVersion',
      parameters: { DBInstanceId: 'rr-orders-1', EngineVersion: '5.6' },
    };
    await clock.run(async () => {
      expect(await cloud.call(upgrade)).toEqual({ kind: 'lost', reason: 'reset' });
      expect(cloud.rds.instance('rr-orders-1')?.pendingTask).toBeUndefined();
      expect(await cloud.call(upgrade)).toEqual({ kind: 'lost', reason: 'reset' });
      expect(cloud.rds.instance('rr-orders-1')?.pendingTask).toBeDefined();
    });
  });
});

const list = {
  service: 'rds' as const,
  region: 'cn-hangzhou',
  action: 'DescribeDBInstances',
  parameters: { RegionId: 'cn-hangzhou' },
};

function codes(cloud: Cloud): unknown[] {
  return cloud.journal.entries.filter((entry) => entry.kind === 'call').map((entry) => entry.detail['code']);
}

/** The codes of a hundred calls, a millisecond apart, throttled by a seed for the first fifty. */
async function throttledCodes(): Promise<unknown[]> {
  const clock = simulatedClock({ start: 0 });
  const faults = seededFaults(seededRandom(5), { throttle: 0.5 }, { until: 50 });
  const cloud = createCloud({ clock, faults });
  await clock.run(async () => {
    for (let call = 0; call < 100; call += 1) {
      await cloud.call(list);
      await clock.sleep(1);
    }
  });
  return codes(cloud);
}

const throttling: readonly Fault[] = ['throttle'];

describe('faults', () => {
  it('refuse in each service words, and leave no effect', async () => {
    const clock = simulatedClock();
    const cloud = createCloud({ clock, faults: () => throttling });
    await clock.run(async () => {
      expect(await cloud.call(list)).toMatchObject({ status: 400, body: { Code: 'Throttling.User' } });
      const dms = { ...list, service: 'dms' as const, region: 'us-east-1' };
      expect(await cloud.call(dms)).toMatchObject({ status: 400, body: { __type: 'ThrottlingException' } });
    });
    expect(codes(cloud)).toEqual(['Throttling.User', 'ThrottlingException']);
  });

  it('show an older state, or miss an item, but only to reads', async () => {
    const clock = simulatedClock();
    const cloud = createCloud({
      clock,
      switches: { rds: { beginDelay: 0 } },
      staleness: 1,
      faults: faultsByCall([
        { action: 'DescribeDBInstanceAttribute', nth: 1, fault: 'stale-read' },
        { action: 'DescribeDBInstances', fault: 'missing-item' },
        { action: 'UpgradeDBInstanceEngineVersion', fault: 'stale-read' },
      ]),
    });
    await clock.run(async () => {
      const id = { DBInstanceId: 'rr-orders-1' };
      await rds(cloud, 'UpgradeDBInstanceEngineVersion', { ...id, EngineVersion: '5.6' });
      const [stale, now] = [
        await rds(cloud, 'DescribeDBInstanceAttribute', id),
        await rds(cloud, 'DescribeDBInstanceAttribute', id),
      ];
      expect(JSON.stringify(stale.body)).toContain('"DBInstanceStatus":"Running"');
      expect(JSON.stringify(now.body)).toContain('"DBInstanceStatus":"EngineVersionUpgrading"');
      expect(await cloud.call(list)).toMatchObject({ body: { TotalRecordCount: 3 } });
    });
  });

  it('take the time that they say', async () => {
    const clock = simulatedClock({ start: 0 });
    const cloud = createCloud({
      clock,
      timeout: 7000,
      latency: () => 100,
      faults: () => [{ delay: 1000 }, 'timeout-after'],
    });
    await clock.run(() => cloud.call(list));
    expect(clock.now()).toBe(8100);
  });

  it('come from a seed, and end when they are to end', async () => {
    const first = await throttledCodes();
    expect(first).toEqual(await throttledCodes());
    expect(new Set(first.slice(0, 50))).toEqual(new Set(['OK', 'Throttling.User']));
    expect(new Set(first.slice(50))).toEqual(new Set(['OK']));
  });
});

describe('access', () => {
  it('is refused as the access control says', async () => {
    const clock = simulatedClock();
    const cloud = createCloud({
      clock,
      allow: (call) =>
        call.action.startsWith('Describe') || { code: 'Forbidden.RAM', message: 'User not authorized.' },
    });
    await clock.run(async () => {
      expect(await cloud.call(list)).toMatchObject({ status: 200 });
      const refused = await rds(cloud, 'ModifyDBInstanceMaintainTime', { DBInstanceId: 'rm-orders' });
      expect(refused).toMatchObject({ status: 403, body: { Code: 'Forbidden.RAM' } });
    });
  });

  it('is limited in requests for each region, if a limit is given', async () => {
    const clock = simulatedClock();
    const cloud = createCloud({ clock, requestLimit: { capacity: 2, refillPerSecond: 1 } });
    await clock.run(async () => {
      for (let call = 0; call < 3; call += 1) await cloud.call(list);
      await clock.sleep(1000);
      await cloud.call(list);
      await cloud.call({ ...list, region: 'cn-shanghai', parameters: { RegionId: 'cn-shanghai' } });
    });
    expect(codes(cloud)).toEqual(['OK', 'OK', 'Throttling.User', 'OK', 'OK']);
  });
});

describe('the switches', () => {
  it('are drawn the same from the same seed, and differ among seeds', () => {
    expect(drawRdsSwitches(seededRandom(3))).toEqual(drawRdsSwitches(seededRandom(3)));
    const drawn = new Set(
      Array.from({ length: 50 }, (_, seed) => drawRdsSwitches(seededRandom(seed)).replicas['5.6-5.7']),
    );
    expect(drawn).toEqual(new Set(['first', 'follow', 'afterwards']));
  });
});
