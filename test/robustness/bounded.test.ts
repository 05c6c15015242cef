import { must } from '@engine-upgrader/conformance';
import { describe, expect, it } from 'vitest';
import { openScene } from './rds-run.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('law 13: a run ends in bounded time', () => {
  it('when the cloud is out of reach for good after the first change', async () => {
    let down = false;
    const refuse = { status: 503, code: 'ServiceUnavailable', message: 'down' };
    const scene = openScene({ faults: () => (down ? [{ refuse }] : []) });
    await scene.clock.run(async () => {
      const task = await scene.start();
      while (scene.cloud.journal.entries.every(({ action }) => action !== 'UpgradeAccepted')) {
        must(await task.advance(), 'advance');
        await scene.clock.sleep(minute);
      }
      down = true;
      const outcome = must(await task.wait({ timeout: 10 * day }), 'wait');
      expect(outcome.result).toBe('needs-operator');
      expect(outcome.todo.join()).toContain('no look has succeeded');
    });
  });

  it('when one member’s region stays closed', async () => {
    let closed = false;
    const refuse = { status: 503, code: 'ServiceUnavailable', message: 'down' };
    const scene = openScene({
      instances: [
        { id: 'rm-main', region: 'cn-hangzhou', version: '5.5' },
        { id: 'rm-dr', region: 'cn-shanghai', type: 'Guard', primary: 'rm-main', version: '5.5' },
      ],
      faults: ({ region }) => (closed && region === 'cn-shanghai' ? [{ refuse }] : []),
    });
    await scene.clock.run(async () => {
      const task = await scene.start();
      closed = true;
      const outcome = must(await task.wait({ timeout: 10 * day }), 'wait');
      expect(outcome.result).not.toBe('succeeded');
      expect(scene.cloud.journal.entries.some(({ action }) => action === 'UpgradeAccepted')).toBe(false);
    });
  });

  it('when every call takes longer than a third of a lease, and a look longer than a lease', async () => {
    let latency = 0;
    const others = Array.from({ length: 450 }, (_, index) => ({
      id: `rm-other-${index}`,
      region: 'cn-hangzhou',
    }));
    const scene = openScene({
      instances: [
        ...others,
        { id: 'rm-main', region: 'cn-hangzhou', version: '5.5' },
        { id: 'rr-main-1', region: 'cn-hangzhou', version: '5.5', primary: 'rm-main' },
        { id: 'rr-main-2', region: 'cn-hangzhou', version: '5.5', primary: 'rm-main' },
      ],
      latency: () => latency,
    });
    await scene.clock.run(async () => {
      const task = await scene.start();
      latency = 13_000;
      expect(must(await task.wait({ timeout: 2 * day }), 'wait').result).toBe('succeeded');
    });
  });
});

describe('a run that needs an operator', () => {
  it('is taken up again also while another process holds its scope', async () => {
    const scene = openScene();
    await scene.clock.run(async () => {
      const task = await scene.start();
      scene.cloud.rds.person.lock('rm-main', 'ManualLock');
      expect(must(await task.wait(), 'wait').result).toBe('needs-operator');
      scene.cloud.rds.person.lock('rm-main', 'Unlock');
      await scene.store.acquire('alibaba-rds/default/cn-hangzhou', 'another', 20_000, scene.clock.now());
      const resumed = must(await scene.upgrader.resume(task.handle.run.id), 'resume');
      expect(must(await resumed.wait(), 'wait').result).toBe('succeeded');
    });
  });

  it('can be given up by a cancel, also after an earlier cancel', async () => {
    const scene = openScene();
    await scene.clock.run(async () => {
      scene.cloud.rds.inject.nextUpgrade('rm-main', 'sticks');
      const task = await scene.start();
      await task.wait({ timeout: 5 * minute });
      must(await task.cancel(), 'cancel');
      expect(must(await task.wait(), 'wait').result).toBe('needs-operator');
      must(await task.cancel(), 'cancel again');
      const outcome = must(await task.wait({ timeout: day }), 'wait');
      expect(outcome.result).toBe('cancelled');
      expect(outcome.todo.join()).toContain('may still take effect');
    });
  });
});
