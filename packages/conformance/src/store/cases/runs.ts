import assert from 'node:assert/strict';
import type { ConformanceCase } from '../../case.ts';
import { onStore, type StorePlace } from '../place.ts';
import { must, newRun, summary } from '../samples.ts';

/** Inserting and finding runs. */
export const runCases: readonly ConformanceCase<StorePlace>[] = [
  {
    name: 'an inserted run is found whole, with revision 1',
    run: onStore(async (store) => {
      const run = newRun('a');
      assert.deepEqual(await must(store.insert(run)), { inserted: true });
      assert.deepEqual(await must(store.get('a')), {
        summary: run.summary,
        run: { revision: 1, text: run.run },
        steps: {
          first: { revision: 1, text: run.steps['first'] },
          second: { revision: 1, text: run.steps['second'] },
        },
        wishes: {},
      });
      assert.deepEqual(await must(store.plans(['a', 'b'])), { a: run.plan });
      assert.equal(await must(store.findByPlan('plan-of-a')), 'a');
      assert.equal(await must(store.get('b')), undefined);
      assert.equal(await must(store.findByPlan('plan-of-b')), undefined);
    }),
  },
  {
    name: 'parts of a run are found by their names, and by nothing else',
    run: onStore(async (store) => {
      const run = { ...newRun('a'), parts: { "one/it's": 'first', two: 'second' } };
      assert.deepEqual(await must(store.insert(run)), { inserted: true });
      assert.deepEqual(await must(store.plans(["a/one/it's", 'a/three'])), { "a/one/it's": 'first' });
      assert.deepEqual(await must(store.plans(['a'])), { a: run.plan });
    }),
  },
  {
    name: 'texts and names come back to the letter',
    run: onStore(async (store) => {
      const odd = `quote ' " back\\slash\nline é 中 😀 ${'long '.repeat(20_000)}`;
      const run = { ...newRun('a'), run: odd, steps: { "5.6/it's; --/upgrade": odd, 'a.b/ü': '' } };
      await must(store.insert(run));
      const found = await must(store.get('a'));
      assert.equal(found?.run.text, odd);
      assert.deepEqual(Object.keys(found.steps), Object.keys(run.steps));
      assert.equal(found.steps["5.6/it's; --/upgrade"]?.text, odd);
    }),
  },
  {
    name: 'a plan starts one run, ever',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const again = newRun('b', { planId: 'plan-of-a' }, []);
      assert.deepEqual(await must(store.insert(again)), { inserted: false, existing: 'a' });
      assert.equal(await must(store.get('b')), undefined);
    }),
  },
  {
    name: 'a run id is used once',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const answer = await store.insert(newRun('a', { planId: 'another-plan' }, []));
      assert.equal(answer.isErr() && answer.error.cause, 'failed');
      assert.equal(await must(store.findByPlan('another-plan')), undefined);
    }),
  },
  {
    name: 'a member has one run, and the refused run leaves nothing behind',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a', {}, ['one', 'two'])));
      const answer = await must(store.insert(newRun('b', {}, ['three', 'two'])));
      assert.deepEqual(answer, { inserted: false, claims: [{ member: 'two', runId: 'a' }] });
      assert.equal(await must(store.get('b')), undefined);
      assert.deepEqual(await must(store.insert(newRun('c', {}, ['three']))), { inserted: true });
    }),
  },
  {
    name: 'a list is newest first; of one moment, the last inserted first',
    run: onStore(async (store) => {
      await must(store.insert(newRun('old', { createdAt: 10 })));
      await must(store.insert(newRun('newest', { createdAt: 30.5 })));
      await must(store.insert(newRun('newer', { createdAt: 30 })));
      await must(store.insert(newRun('newer-too', { createdAt: 30 })));
      const listed = await must(store.list());
      assert.deepEqual(
        listed.map((one) => one.runId),
        ['newest', 'newer-too', 'newer', 'old'],
      );
      assert.deepEqual(listed[3], summary('old', { createdAt: 10 }));
    }),
  },
  {
    name: 'a result is listed, and its absence too',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a', { state: 'ended', result: 'succeeded' }, [])));
      await must(store.insert(newRun('b')));
      const listed = await must(store.list());
      assert.deepEqual(
        listed.map((one) => ('result' in one ? one.result : 'none')),
        ['none', 'succeeded'],
      );
    }),
  },
  {
    name: 'several runs are loaded as asked for; unknown ones are left out',
    run: onStore(async (store) => {
      for (const id of ['a', 'b', 'c']) await must(store.insert(newRun(id)));
      const loaded = await must(store.load(['c', 'unknown', 'a', 'c']));
      assert.deepEqual(
        loaded.map((run) => run.summary.runId),
        ['c', 'a'],
      );
      assert.deepEqual(loaded[0], await must(store.get('c')));
      assert.deepEqual(await must(store.load([])), []);
    }),
  },
  {
    name: 'due are runs that have not ended, by scope, the most overdue first',
    run: onStore(async (store) => {
      await must(store.insert(newRun('later', { nextLookAt: 50 })));
      await must(store.insert(newRun('first', { nextLookAt: 10, scope: 'south' })));
      await must(store.insert(newRun('now', { nextLookAt: 40, state: 'needs-operator' })));
      await must(store.insert(newRun('second', { nextLookAt: 20, scope: 'south' })));
      await must(store.insert(newRun('ended', { nextLookAt: 5, state: 'ended' }, [])));
      assert.deepEqual(await must(store.due(40)), [
        { scope: 'south', runIds: ['first', 'second'] },
        { scope: 'north', runIds: ['now'] },
      ]);
      assert.deepEqual(await must(store.due(9)), []);
    }),
  },
  {
    name: 'after close every call is an error value, and closing again is none',
    run: onStore(async (store) => {
      await must(store.close());
      const answer = await store.list();
      assert.equal(answer.isErr() && answer.error.kind, 'store');
      assert.equal((await store.insert(newRun('a'))).isErr(), true);
      await must(store.close());
    }),
  },
];
