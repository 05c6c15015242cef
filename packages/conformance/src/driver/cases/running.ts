import assert from 'node:assert/strict';
import { parseHandle, type Provider, serialise } from '@engine-upgrader/core';
import { assertOncePerEffect, assertUpgraded, must, mustFail, openBench, started } from '../bench.ts';
import type { DriverCase } from '../case.ts';

/** Whole upgrades: proof, tokens, claims, handles. */
export const runningCases = <P extends Provider>(): readonly DriverCase<P>[] => [
  {
    name: 'law 3: succeeded means proved on every member, by looks of their own',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { plan, task } = await started(bench);
        const outcome = must(await task.wait(), 'wait');
        assert.equal(outcome.result, 'succeeded', outcome.summary);
        for (const member of outcome.members) {
          assert.ok((member.proof?.looks.length ?? 0) >= 2, `${member.reference} has no proof`);
          assert.equal(new Set(member.proof?.looks).size, member.proof?.looks.length);
        }
        assertUpgraded(bench, plan);
      });
    },
  },
  {
    name: 'law 1: every mutation has its intent stored before it',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      let sent = 0;
      const upgrader = bench.another({
        driver: {
          ...bench.world.driver,
          send: async (call, token) => {
            sent += 1;
            const stored = must(await bench.store.list(), 'list');
            const run = must(await bench.store.get(stored[0]?.runId ?? ''), 'get');
            const texts = Object.values(run?.steps ?? {}).map(({ text }) => text);
            assert.ok(
              texts.some((text) => text.includes(token)),
              'sent without a stored intent',
            );
            return bench.world.driver.send(call, token);
          },
        },
      });
      await bench.world.run(async () => {
        const plan = must(await upgrader.plan(bench.world.request), 'plan');
        const task = must(await upgrader.start(plan, { accept: 'all' }), 'start');
        assert.equal(must(await task.wait(), 'wait').result, 'succeeded');
        assert.ok(sent > 0);
      });
    },
  },
  {
    name: 'a plan starts one run, ever, and law 8: a member has one run',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { plan, task } = await started(bench);
        const again = must(await bench.another().start(plan, { accept: 'all' }), 'start again');
        assert.equal(again.handle.run.id, task.handle.run.id);
        const other = must(await bench.upgrader.plan(bench.world.request), 'plan');
        const error = mustFail(await bench.upgrader.start(other, { accept: 'all' }), 'a second run');
        assert.ok(error.kind === 'claimed' && error.claims[0]?.runId === task.handle.run.id);
        assert.equal(must(await task.wait(), 'wait').result, 'succeeded');
        const late = must(await bench.upgrader.start(plan, { accept: 'all' }), 'start after the end');
        assert.equal(must(await late.wait(), 'wait').result, 'succeeded');
        assertOncePerEffect(bench);
      });
    },
  },
  {
    name: 'law 12: a handle survives JSON at every look, and a run goes on from it in an empty store',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { plan, task } = await started(bench);
        const texts: string[] = [];
        for (let looks = 0; looks < 2_000 && task.progress.state === 'running'; looks += 1) {
          const progress = must(await task.advance(), 'advance');
          const text = serialise(task.handle);
          assert.deepEqual(must(parseHandle(text, bench.world.driver), 'parse'), task.handle);
          texts.push(text);
          await bench.world.clock.sleep(Math.max(0, progress.nextLookAt - bench.world.clock.now()));
        }
        assert.equal(task.progress.outcome?.result, 'succeeded');
        assertUpgraded(bench, plan);
        for (const text of texts) {
          assert.equal(must(parseHandle(text, bench.world.driver), 'parse').run.id, task.handle.run.id);
        }
      });
    },
  },
  {
    name: 'law 14: no secret comes out in a plan, a handle, an event or the store',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { plan, task } = await started(bench);
        const outcome = must(await task.wait(), 'wait');
        const stored = must(await bench.store.get(task.handle.run.id), 'get');
        const everything = JSON.stringify([plan, outcome, task.handle, bench.events, stored]);
        for (const secret of bench.world.secrets)
          assert.ok(!everything.includes(secret), 'a secret came out');
      });
    },
  },
];
