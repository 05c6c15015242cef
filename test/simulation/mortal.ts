import type { Random } from '@engine-upgrader/cloud-simulator';
import type { Driver, Provider, RunChange, Store, StoreError } from '@engine-upgrader/core';
import { err, type Result, ResultAsync } from 'neverthrow';
import type { Await, Life } from './disturbances.ts';

/** A process that dies at a chosen await, and whose writes may come back as failed. */
export interface Mortal<P extends Provider> {
  readonly driver: Driver<P>;
  readonly store: Store;
}

/** What surrounds a process. */
export interface Surroundings {
  readonly random: Random;
  /** Whether writes may still fail. */
  readonly faulty: () => boolean;
  /** Told what befell it: `dies before send`. The steps are those that were being written or sent. */
  readonly befallen: (what: string, stepIds: readonly string[]) => void;
}

/** What never settles; one of its own for each who waits, as a shared one would hold all of them for ever. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * Wraps a driver and a store so that the process dies at one await: just before it, so that it never happens, or
 * just after it, so that nobody learns of it. A dead process never answers and never asks. A write that fails may
 * have been done: all of it or nothing.
 */
export function mortal<P extends Provider>(
  driver: Driver<P>,
  store: Store,
  life: Life,
  { random, faulty, befallen }: Surroundings,
): Mortal<P> {
  // Most looks are those of a process that nothing befalls.
  if (life.diesAt === 0 && life.writesFail === 0) return { driver, store };
  let count = 0;
  let dead = false;
  let justSent = false;
  const lastOnes = (what: Await): boolean => {
    if (life.diesAt === 0 || (life.dyingAt !== 'any' && life.dyingAt !== what)) return false;
    count += 1;
    return count === life.diesAt;
  };
  const live = async <T>(what: Await, stepIds: readonly string[], work: () => PromiseLike<T>): Promise<T> => {
    if (dead) return never();
    const fatal = lastOnes(what);
    if (fatal) befallen(`dies ${life.moment} ${nameOf(what)}`, stepIds);
    if (fatal && life.moment === 'before') {
      dead = true;
      return never();
    }
    const value = await work();
    if (fatal) dead = true;
    return dead ? never() : value;
  };
  const read = <T, E>(work: () => ResultAsync<T, E>): ResultAsync<T, E> =>
    new ResultAsync(live('any', [], work));
  const write = <T>(
    work: () => ResultAsync<T, StoreError>,
    what: Await = 'any',
    stepIds: readonly string[] = [],
  ): ResultAsync<T, StoreError> => {
    const fail = async (): Promise<Result<T, StoreError>> => {
      const done = random.chance(0.5);
      befallen(`write fails ${done ? 'after' : 'before'} ${nameOf(what)}`, stepIds);
      if (done) await work();
      return err(failed);
    };
    const attempt = (): PromiseLike<Result<T, StoreError>> =>
      life.writesFail > 0 && faulty() && random.chance(life.writesFail) ? fail() : work();
    return new ResultAsync(live(what, stepIds, attempt));
  };
  const save: Store['save'] = (changes, lease, now) => {
    const steps = changes.flatMap(intendedSteps);
    const what: Await = justSent ? 'answer' : steps.length > 0 ? 'intent' : 'any';
    const about = justSent ? changes.flatMap((change) => Object.keys(change.steps)) : steps;
    justSent = false;
    return write(() => store.save(changes, lease, now), what, about);
  };
  return {
    driver: {
      ...driver,
      look: (needs, reach) => live('look', [], () => driver.look(needs, reach)),
      send: async (call, token) => {
        const answer = await live('send', [token], () => driver.send(call, token));
        justSent = true;
        return answer;
      },
    },
    store: {
      insert: (run) => write(() => store.insert(run)),
      get: (runId) => read(() => store.get(runId)),
      findByPlan: (planId) => read(() => store.findByPlan(planId)),
      list: () => read(() => store.list()),
      load: (runIds) => read(() => store.load(runIds)),
      plans: (runIds) => read(() => store.plans(runIds)),
      due: (now) => read(() => store.due(now)),
      save,
      acquire: (scope, owner, duration, now) => write(() => store.acquire(scope, owner, duration, now)),
      renew: (lease, duration, now) => write(() => store.renew(lease, duration, now)),
      release: (lease, carry) => write(() => store.release(lease, carry)),
      wish: (runId, wish, now) => write(() => store.wish(runId, wish, now)),
      wishes: (runIds) => read(() => store.wishes(runIds)),
      close: () => store.close(),
    },
  };
}

/** All awaits that only keep the books count as one. */
const nameOf = (what: Await): string => (what === 'any' ? 'bookkeeping' : what);

const failed: StoreError = { kind: 'store', cause: 'failed', message: 'the disk reported an error' };

/** The steps that a change gives an intent which waits for its answer. */
function intendedSteps(change: RunChange): readonly string[] {
  return Object.entries(change.steps).flatMap(([id, { text }]) =>
    text.includes('"intent"') && !text.includes('"answer"') ? [id] : [],
  );
}
