import type { Driver, Provider, Store } from '@engine-upgrader/core';
import type { FleetSource } from '@engine-upgrader/core/fleet';
import { ResultAsync } from 'neverthrow';

/** Where a process dies: at which await, counted from 1, and whether that still happens. 0: it lives. */
export interface Death {
  readonly at: number;
  readonly moment: 'before' | 'after';
}

/** A process that dies at one await of the store or of a cloud: from then on nothing of it is answered. */
export interface Dying {
  readonly sources: readonly FleetSource[];
  readonly store: Store;
  /** Settles when it dies. */
  readonly died: Promise<'died'>;
  /** Awaits so far. */
  awaits(): number;
}

const never = (): Promise<never> => new Promise(() => undefined);

/** Wraps a store and sources so that the process that uses them dies. */
export function dying(store: Store, sources: readonly FleetSource[], { at, moment }: Death): Dying {
  let count = 0;
  let dead = false;
  const { promise: died, resolve: die } = Promise.withResolvers<'died'>();
  const live = async <T>(work: () => PromiseLike<T>): Promise<T> => {
    if (dead) return never();
    count += 1;
    const fatal = count === at;
    dead = fatal && moment === 'before';
    if (dead) die('died');
    if (dead) return never();
    const value = await work();
    if (fatal) {
      dead = true;
      die('died');
    }
    return dead ? never() : value;
  };
  const result = <T, E>(work: () => ResultAsync<T, E>): ResultAsync<T, E> => new ResultAsync(live(work));
  const wrapped = (driver: Driver<Provider>): Driver<Provider> => ({
    ...driver,
    look: (needs, reach) => live(() => driver.look(needs, reach)),
    send: (call, token) => live(() => driver.send(call, token)),
  });
  return {
    died,
    awaits: () => count,
    sources: sources.map((source) => ({ ...source, driver: wrapped(source.driver) })),
    store: {
      insert: (run) => result(() => store.insert(run)),
      get: (runId) => result(() => store.get(runId)),
      findByPlan: (planId) => result(() => store.findByPlan(planId)),
      list: () => result(() => store.list()),
      load: (runIds) => result(() => store.load(runIds)),
      plans: (runIds) => result(() => store.plans(runIds)),
      wishes: (scope) => result(() => store.wishes(scope)),
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
