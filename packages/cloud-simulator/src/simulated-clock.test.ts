import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulatedClock } from './simulated-clock.ts';

describe('a simulated clock', () => {
  it('passes a year in no time', async () => {
    const clock = simulatedClock({ start: 0 });
    await clock.run(() => clock.sleep(365 * 24 * 3_600_000));
    expect(clock.now()).toBe(365 * 24 * 3_600_000);
  });

  it('wakes sleepers in the order of their time, and of their going to sleep', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (durations) => {
        const clock = simulatedClock({ start: 0 });
        const woken: { duration: number; index: number; at: number }[] = [];
        await clock.run(() =>
          Promise.all(
            durations.map(async (duration, index) => {
              await clock.sleep(duration);
              woken.push({ duration, index, at: clock.now() });
            }),
          ),
        );
        const expected = durations
          .map((duration, index) => ({ duration, index, at: duration }))
          .sort((one, other) => one.duration - other.duration || one.index - other.index);
        expect(woken).toEqual(expected);
      }),
    );
  });

  it('lets long chains of promises finish before time moves', async () => {
    const clock = simulatedClock({ start: 0 });
    await clock.run(async () => {
      const other = clock.sleep(1);
      for (let link = 0; link < 10_000; link += 1) await Promise.resolve();
      expect(clock.now()).toBe(0);
      await other;
    });
  });

  it('fails when nobody sleeps and the work is not settled', async () => {
    const clock = simulatedClock();
    await expect(clock.run(() => new Promise(() => {}))).rejects.toThrow('Deadlock');
  });

  it('passes on the failure of the work', async () => {
    const clock = simulatedClock();
    await expect(clock.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  });

  it('ends a sleep whose signal is aborted, with the reason', async () => {
    const clock = simulatedClock({ start: 0 });
    const controller = new AbortController();
    await clock.run(async () => {
      const sleep = clock.sleep(1000, controller.signal);
      controller.abort(new Error('enough'));
      await expect(sleep).rejects.toThrow('enough');
      await expect(clock.sleep(1, controller.signal)).rejects.toThrow('enough');
    });
    expect(clock.now()).toBe(0);
  });

  it('shows a jump, and lets it change no sleep', async () => {
    const clock = simulatedClock({ start: 1_000_000 });
    await clock.run(async () => {
      clock.jump(-500_000);
      expect(clock.now()).toBe(500_000);
      await clock.sleep(1000);
      expect(clock.now()).toBe(501_000);
    });
  });

  it('advances by hand, waking who is due', async () => {
    const clock = simulatedClock({ start: 0 });
    let woken = false;
    const wake = async (): Promise<void> => {
      await clock.sleep(10);
      woken = true;
    };
    const sleeper = wake();
    clock.advance(9);
    await Promise.resolve();
    expect(woken).toBe(false);
    clock.advance(1);
    await sleeper;
    expect(clock.now()).toBe(10);
  });
});
