import type { Driver, Provider, Store } from '@engine-upgrader/core';
import { ResultAsync } from 'neverthrow';

/** A process that dies at a chosen await. */
export interface DyingProcess<P extends Provider> {
  readonly driver: Driver<P>;
  readonly store: Store;
  /** Settles when it has died. */
  readonly died: Promise<'died'>;
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
  const { promise: died, resolve: die } = Promise.withResolvers<'died'>();
  const live = async <T>(work: () => PromiseLike<T>): Promise<T> => {
    if (dead) return never;
    count += 1;
    const fatal = count === at;
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
  const result = <T, E>(work: () => ResultAsync<T, E>): ResultAsync<T, E> => new ResultAsync(live(work));
  return {
    died,
    awaits: () => count,
    driver: {
      ...driver,
      look: (needs, reach) => live(() => driver.look(needs, reach)),
      send: (call, token) => live(() => driver.send(call, token)),
    },
    store: {
      insert: (run) => result(() => store.insert(run)),
      get: (runId) => result(() => store.get(runId)),
      findByPlan: (planId) => result(() => store.findByPlan(planId)),
      list: () => result(() => store.list()),
      load: (runIds) => result(() => store.load(runIds)),
      plans: (runIds) => result(() => store.plans(runIds)),
      due: (now) => result(() => store.due(now)),
      save: (changes, lease, now) => result(() => store.save(changes, lease, now)),
      acquire: (scope, owner, duration, now) => result(() => store.acquire(scope, owner, duration, now)),
      renew: (lease, duration, now) => result(() => store.renew(lease, duration, now)),
      release: (lease, carry) => result(() => store.release(lease, carry)),
      wish: (runId, wish, now) => result(() => store.wish(runId, wish, now)),
      close: () => result(() => store.close()),
    },
  };
}
