import assert from 'node:assert/strict';
import type { Provider } from '@engine-upgrader/core';
import { assertOncePerEffect, assertUpgraded, must, openBench, started } from '../bench.ts';
import type { DriverCase } from '../case.ts';
import { dyingProcess } from '../crash.ts';
import type { Disturbance } from '../world.ts';

const disturbances: readonly Disturbance[] = ['throttled', 'busy', 'lost-before', 'lost-after'];

/** Law 9, and what else a call can meet. */
function disturbedCase<P extends Provider>(disturbance: Disturbance): DriverCase<P> {
  return {
    name: `law 9: a call that is ${disturbance}, twice in a row, ends where an undisturbed one ends`,
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      bench.world.disturb(disturbance);
      bench.world.disturb(disturbance);
      await bench.world.run(async () => {
        const { plan, task } = await started(bench);
        const outcome = must(await task.wait(), 'wait');
        assert.equal(outcome.result, 'succeeded', outcome.summary);
        assertUpgraded(bench, plan);
      });
    },
  };
}

/** Law 2, at every await of the store and of the cloud. */
function crashCase<P extends Provider>(moment: 'before' | 'after'): DriverCase<P> {
  return {
    name: `law 2: a process that dies just ${moment} any await is resumed to the same end, nothing done twice`,
    run: async (fresh) => {
      const subject = await fresh();
      for (let at = 1; ; at += 1) {
        const bench = openBench(subject);
        const died = await bench.world.run(async () => {
          const plan = must(await bench.upgrader.plan(bench.world.request), 'plan');
          const dying = dyingProcess(bench.world.driver, bench.store, at, moment);
          const first = bench.another(dying);
          const work = async (): Promise<'ended'> => {
            const task = must(await first.start(plan, { accept: 'all' }), 'start');
            must(await task.wait(), 'wait');
            return 'ended';
          };
          const end = await Promise.race([work(), dying.died]);
          const second = must(await bench.another().start(plan, { accept: 'all' }), 'start again');
          const outcome = must(await second.wait(), 'wait');
          assert.equal(outcome.result, 'succeeded', `died ${moment} await ${at}: ${outcome.summary}`);
          assertUpgraded(bench, plan);
          return end === 'died';
        });
        if (!died) return;
      }
    },
  };
}

/** Calls that go wrong, processes that die, people who interfere. */
export const disturbedCases = <P extends Provider>(): readonly DriverCase<P>[] => [
  ...disturbances.map((disturbance) => disturbedCase<P>(disturbance)),
  crashCase('before'),
  crashCase('after'),
  {
    name: 'law 11: a stale plan changes nothing, and says which field moved',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { task } = await started(bench);
        bench.world.interfere();
        const before = bench.world.mutations().length;
        const outcome = must(await task.wait(), 'wait');
        assert.equal(outcome.result, 'failed');
        assert.ok(outcome.error?.kind === 'stale-plan' && outcome.error.moved.length > 0, outcome.summary);
        assert.equal(bench.world.mutations().length, before);
      });
    },
  },
  {
    name: 'a cancel before the first look changes nothing; one halfway lets what is under way end',
    run: async (fresh) => {
      const subject = await fresh();
      const early = openBench(subject);
      await early.world.run(async () => {
        const { task } = await started(early);
        must(await task.cancel(), 'cancel');
        assert.equal(must(await task.wait(), 'wait').result, 'cancelled');
        assert.deepEqual(early.world.mutations(), []);
      });
      const late = openBench(subject);
      await late.world.run(async () => {
        const { task } = await started(late);
        while (late.world.mutations().length === 0) {
          const progress = must(await task.advance(), 'advance');
          await late.world.clock.sleep(Math.max(0, progress.nextLookAt - late.world.clock.now()));
        }
        must(await task.cancel(), 'cancel');
        const outcome = must(await task.wait(), 'wait');
        assert.ok(['cancelled', 'succeeded'].includes(outcome.result), outcome.summary);
        assertOncePerEffect(late);
      });
    },
  },
  {
    name: 'two processes on one run do nothing twice',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { plan, task } = await started(bench);
        const other = must(await bench.another().resume(task.handle), 'resume');
        const outcomes = await Promise.all([task.wait(), other.wait()]);
        for (const outcome of outcomes) assert.equal(must(outcome, 'wait').result, 'succeeded');
        assertUpgraded(bench, plan);
      });
    },
  },
];
