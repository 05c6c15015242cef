import type { Clock } from './clock.ts';
import { createHeap } from './heap.ts';

/** Simulated time: it stands still until nothing else is to do, then jumps to the next sleeper. */
export interface SimulatedClock extends Clock {
  /**
   * Runs until the promise settles, moving time from sleeper to sleeper. Rejects with an Error when nobody
   * sleeps and the promise still is not settled. Only for work that waits for nothing but promises and this
   * clock: real I/O takes no simulated time.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Moves time, waking the sleepers that are due. */
  advance(milliseconds: number): void;
  /** Shifts what `now` reads, as when a machine's clock is set; may be negative. Wakes nobody. */
  jump(milliseconds: number): void;
}

interface Sleeper {
  due: number;
  order: number;
  /** Undefined once woken or aborted. */
  wake: (() => void) | undefined;
}

/** 2026-01-01T00:00:00Z: a start that does not depend on when a test runs. */
const defaultStart = Date.UTC(2026, 0, 1);

/** So that timers and signals of the process are still served during a long run. */
const jumpsPerTurn = 256;

/** Real turns of the event loop to wait for a promise of the platform, before it is called a deadlock. */
const turnsBeforeDeadlock = 100;

/** A tick that is asked for while promises are being served comes after the last of them. */
const onceDrained = (then: () => void): void => queueMicrotask(() => process.nextTick(then));

const deadlock = (): Error =>
  new Error('Deadlock: the work is not settled, and nobody sleeps on the simulated clock');

function schedule(
  sleepers: ReturnType<typeof createHeap<Sleeper>>,
  due: number,
  order: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const abort = (): void => {
      sleeper.wake = undefined;
      reject(signal?.reason as Error);
    };
    const sleeper: Sleeper = {
      due,
      order,
      wake: () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
    };
    signal?.addEventListener('abort', abort, { once: true });
    sleepers.push(sleeper);
  });
}

/**
 * A clock on which hours pass in microseconds. Deterministic: sleepers wake in the order of their time, and
 * of their going to sleep.
 *
 * @param options.start - what `now` reads at first; default 2026-01-01T00:00:00Z
 * @example
 * ```ts
 * const clock = simulatedClock();
 * await clock.run(async () => { await clock.sleep(3_600_000); });
 * ```
 */
export function simulatedClock(options: { start?: number } = {}): SimulatedClock {
  const sleepers = createHeap<Sleeper>(
    (one, other) => one.due < other.due || (one.due === other.due && one.order < other.order),
  );
  let time = options.start ?? defaultStart;
  let shift = 0;
  let order = 0;

  /** Wakes the next sleeper alone, so that what it does comes before the next one of the same time. */
  const wakeNext = (): boolean => {
    for (let next = sleepers.pop(); next !== undefined; next = sleepers.pop()) {
      if (next.wake === undefined) continue;
      time = Math.max(time, next.due);
      next.wake();
      return true;
    }
    return false;
  };

  return {
    now: () => time + shift,
    sleep: (milliseconds, signal) =>
      schedule(sleepers, time + Math.max(0, milliseconds), (order += 1), signal),
    advance(milliseconds) {
      const target = time + milliseconds;
      for (let next = sleepers.peek(); next !== undefined && next.due <= target; next = sleepers.peek()) {
        wakeNext();
      }
      time = Math.max(time, target);
    },
    jump(milliseconds) {
      shift += milliseconds;
    },
    async run(work) {
      const promise = work();
      let settled = false;
      const settle = (): void => {
        settled = true;
      };
      promise.then(settle, settle);
      const over = new Promise<void>((resolve, reject) => {
        let jumps = 0;
        let idleTurns = 0;
        const step = (): void => {
          if (settled) return resolve();
          if (wakeNext()) {
            idleTurns = 0;
            jumps += 1;
            return jumps % jumpsPerTurn === 0 ? void setImmediate(step) : onceDrained(step);
          }
          if (idleTurns >= turnsBeforeDeadlock) return reject(deadlock());
          idleTurns += 1;
          setImmediate(step);
        };
        onceDrained(step);
      });
      await over;
      return promise;
    },
  };
}
