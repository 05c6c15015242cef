import type { Driver, Provider, Store } from '@engine-upgrader/core';
import { ResultAsync } from 'neverthrow';

/** A process that dies at a chosen await. */
export interface DyingProcess<P extends Provider> {
  readonly driver: Driver<P>;
  readonly store: Store;
  /** Settles when it has died. */
  readonly died: Promise<'died'>;
  /** At what it died: `save`, `look`, `send` … */
  readonly diedAt: () => string | undefined;
  /** Awaits of the store and the cloud so far. */
  readonly awaits: () => number;
}

const never = new Promise<never>(() => undefined);

/**
 * Wraps a driver and a store so that the process dies at its nth await of either: just before it, so that it
 * never happens, or just after it, so that nobody learns of it. A dead process never answers and never asks.
 */
export function dyingProcess<P extends Provider>(
  driver: Driver<P>,
  store: Store,
  at: number,
  moment: 'before' | 'after',
): DyingProcess<P> {
  let count = 0;
  let dead = false;
  let diedAt: string | undefined;
  const { promise: died, resolve: die } = Promise.withResolvers<'died'>();
  const live = async <T>(what: string, work: () => PromiseLike<T>): Promise<T> => {
    if (dead) return never;
    count += 1;
    const fatal = count === at;
    if (fatal) diedAt = what;
    if (fatal && moment === 'before') {
      dead = true;
      die('died');
      return never;
    }
    const value = await work();
    if (fatal) {
      dead = true;
      die('died');
    }
    return dead ? never : value;
  };
  const result = <T, E>(what: string, work: () => ResultAsync<T, E>): ResultAsync<T, E> =>
    new ResultAsync(live(what, work));
  return {
    died,
    diedAt: () => diedAt,
    awaits: () => count,
    driver: {
      ...driver,
      look: (needs, reach) => live('look', () => driver.look(needs, reach)),
      send: (call, token) => live('send', () => driver.send(call, token)),
    },
    store: {
      insert: (run) => result('insert', () => store.insert(run)),
      get: (runId) => result('get', () => store.get(runId)),
      findByPlan: (planId) => result('findByPlan', () => store.findByPlan(planId)),
      list: () => result('list', () => store.list()),
      load: (runIds) => result('load', () => store.load(runIds)),
      plans: (runIds) => result('plans', () => store.plans(runIds)),
      wishes: (scope) => result('wishes', () => store.wishes(scope)),
      due: (now) => result('due', () => store.due(now)),
      save: (changes, lease, now) => result('save', () => store.save(changes, lease, now)),
      acquire: (scope, owner, duration, now) =>
        result('acquire', () => store.acquire(scope, owner, duration, now)),
      renew: (lease, duration, now) => result('renew', () => store.renew(lease, duration, now)),
      release: (lease, carry) => result('release', () => store.release(lease, carry)),
      wish: (runId, wish, now) => result('wish', () => store.wish(runId, wish, now)),
      close: () => result('close', () => store.close()),
    },
  };
}
