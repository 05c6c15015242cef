import assert from 'node:assert/strict';
import type { ConformanceCase } from '../../case.ts';
import { onStore, type StorePlace } from '../place.ts';
import { change, hold, must, newRun, summary } from '../samples.ts';

/** Saving under a lease. */
export const saveCases: readonly ConformanceCase<StorePlace>[] = [
  {
    name: "a step's change leaves the run's row and the other steps untouched",
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const before = await must(store.get('a'));
      const lease = await hold(store);
      const changes = [change('a', { steps: { first: { revision: 1, text: 'new' } } })];
      assert.deepEqual(await must(store.save(changes, lease, 1)), ['a']);
      const after = await must(store.get('a'));
      assert.deepEqual(after, {
        ...before,
        steps: { ...before?.steps, first: { revision: 2, text: 'new' } },
      });
    }),
  },
  {
    name: "a run's change brings its new summary",
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const lease = await hold(store);
      const ended = summary('a', { state: 'ended', result: 'failed', nextLookAt: 9 });
      const changes = [change('a', { run: { revision: 1, text: 'over', summary: ended } })];
      assert.deepEqual(await must(store.save(changes, lease, 1)), ['a']);
      assert.deepEqual((await must(store.get('a')))?.run, { revision: 2, text: 'over' });
      assert.deepEqual(await must(store.list()), [ended]);
      assert.deepEqual(await must(store.due(5_000)), []);
    }),
  },
  {
    name: 'a change decided from an older row is left out whole, others are saved',
    run: onStore(async (store) => {
      for (const id of ['a', 'b', 'c']) await must(store.insert(newRun(id)));
      const lease = await hold(store);
      const text = 'new';
      await must(store.wish('b', 'cancel', 3));
      await must(store.save([change('b', { steps: { second: { revision: 1, text } } })], lease, 1));
      const before = await must(store.get('b'));
      const changes = [
        change('a', { steps: { first: { revision: 1, text } } }),
        change('b', {
          run: { revision: 1, text, summary: summary('b', { state: 'ended' }) },
          steps: { first: { revision: 1, text }, second: { revision: 1, text } },
          granted: ['cancel'],
          releaseClaims: true,
        }),
        change('c', { run: { revision: 7, text, summary: summary('c') } }),
        change('unknown'),
      ];
      assert.deepEqual(await must(store.save(changes, lease, 1)), ['a']);
      assert.deepEqual(await must(store.get('b')), before);
      const claimed = await must(store.insert(newRun('d', {}, ['example://north/b'])));
      assert.equal(claimed.inserted, false);
    }),
  },
  {
    name: 'a change of a step that the run does not have is left out',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const lease = await hold(store);
      const steps = { third: { revision: 1, text: 'new' }, toString: { revision: 1, text: 'new' } };
      assert.deepEqual(await must(store.save([change('a', { steps })], lease, 1)), []);
    }),
  },
  {
    name: 'a lease that another has taken, that has expired or was given back saves nothing',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const before = await must(store.get('a'));
      const changes = [change('a', { steps: { first: { revision: 1, text: 'late' } } })];
      const expired = await hold(store);
      assert.deepEqual(await must(store.save(changes, expired, 1_000)), []);
      const lost = expired;
      const next = await hold(store, 'north', 1_000);
      assert.deepEqual(await must(store.save(changes, lost, 1)), []);
      await must(store.release(next, null));
      assert.deepEqual(await must(store.save(changes, next, 1_001)), []);
      assert.deepEqual(await must(store.get('a')), before);
    }),
  },
  {
    name: 'a lease saves runs of its own scope only',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a', { scope: 'south' })));
      const lease = await hold(store);
      const changes = [change('a', { steps: { first: { revision: 1, text: 'new' } } })];
      assert.deepEqual(await must(store.save(changes, lease, 1)), []);
    }),
  },
  {
    name: 'claims last until they are given up',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a', {}, ['one', 'two'])));
      const lease = await hold(store);
      assert.deepEqual(await must(store.save([change('a', { releaseClaims: true })], lease, 1)), ['a']);
      assert.deepEqual(await must(store.insert(newRun('b', {}, ['one', 'two']))), { inserted: true });
      await must(store.save([change('a', { releaseClaims: true })], lease, 2));
      const third = await must(store.insert(newRun('c', {}, ['two'])));
      assert.deepEqual(third, { inserted: false, claims: [{ member: 'two', runId: 'b' }] });
    }),
  },
  {
    name: 'a wish stays until it is granted; noted again it counts from then',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      await must(store.wish('a', 'cancel', 5));
      await must(store.wish('a', 'cancel', 6));
      await must(store.wish('a', 'reopen', 7));
      const wished = await must(store.get('a'));
      assert.deepEqual(wished?.wishes, { cancel: 6, reopen: 7 });
      assert.equal(wished.run.revision, 1);
      const lease = await hold(store);
      assert.deepEqual(await must(store.save([change('a', { granted: ['cancel'] })], lease, 8)), ['a']);
      assert.deepEqual((await must(store.get('a')))?.wishes, { reopen: 7 });
      const nobody = await store.wish('unknown', 'cancel', 9);
      assert.equal(nobody.isErr() && nobody.error.cause, 'no-such-run');
    }),
  },
  {
    name: 'wishes are found by scope, and only those that were not granted yet',
    run: onStore(async (store) => {
      for (const id of ['a', 'b', 'quiet']) await must(store.insert(newRun(id)));
      await must(store.insert(newRun('far', { scope: 'south' })));
      assert.deepEqual(await must(store.wishes('north')), {});
      await must(store.wish('a', 'pause', 5));
      await must(store.wish('a', 'drain', 6));
      await must(store.wish('b', 'continue', 7));
      await must(store.wish('far', 'cancel', 8));
      assert.deepEqual(await must(store.wishes('north')), { a: { pause: 5, drain: 6 }, b: { continue: 7 } });
      assert.deepEqual(await must(store.wishes('south')), { far: { cancel: 8 } });
      assert.deepEqual(await must(store.wishes('nowhere')), {});
      const lease = await hold(store);
      await must(store.save([change('a', { granted: ['pause'] }), change('b')], lease, 9));
      assert.deepEqual(await must(store.wishes('north')), { a: { drain: 6 }, b: { continue: 7 } });
    }),
  },
  {
    name: 'a save that names a run twice, or renames one, is an error and saves nothing',
    run: onStore(async (store) => {
      await must(store.insert(newRun('a')));
      const before = await must(store.get('a'));
      const lease = await hold(store);
      const step = change('a', { steps: { first: { revision: 1, text: 'new' } } });
      const twice = await store.save([step, change('a')], lease, 1);
      assert.equal(twice.isErr() && twice.error.cause, 'failed');
      const renamed = { revision: 1, text: 'new', summary: summary('a', { planId: 'another' }) };
      const other = await store.save([change('a', { run: renamed })], lease, 1);
      assert.equal(other.isErr() && other.error.cause, 'failed');
      assert.deepEqual(await must(store.get('a')), before);
    }),
  },
];
