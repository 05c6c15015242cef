import assert from 'node:assert/strict';
import type { ConformanceCase } from '../../case.ts';
import { onPlace, type StorePlace } from '../place.ts';
import { change, hold, must, newRun } from '../samples.ts';

/** Several openings of one place, at once or one after the other. */
export const placeCases: readonly ConformanceCase<StorePlace>[] = [
  {
    name: 'what was stored is there after closing and opening again',
    run: (fresh) =>
      onPlace(fresh, async (open) => {
        const before = await open();
        await must(before.insert(newRun('a', {}, ['one'])));
        const lease = await hold(before);
        await must(before.save([change('a', { steps: { first: { revision: 1, text: 'x' } } })], lease, 1));
        await must(before.wish('a', 'cancel', 2));
        const stored = await must(before.get('a'));
        await must(before.close());
        const after = await open();
        assert.deepEqual(await must(after.get('a')), stored);
        assert.equal((await must(after.acquire('north', 'other', 10, 3))).acquired, false);
        assert.equal((await must(after.insert(newRun('b', {}, ['one'])))).inserted, false);
        assert.equal((await hold(after, 'north', 1_000)).token, 2);
      }),
  },
  {
    name: 'two openings at once see one content, and revisions decide between them',
    run: (fresh) =>
      onPlace(fresh, async (open) => {
        const one = await open();
        const other = await open();
        await must(one.insert(newRun('a')));
        assert.deepEqual(await must(other.get('a')), await must(one.get('a')));
        const lease = await hold(one);
        assert.equal((await must(other.acquire('north', 'other', 10, 1))).acquired, false);
        const changes = [change('a', { steps: { first: { revision: 1, text: 'x' } } })];
        const saved = await Promise.all([
          must(one.save(changes, lease, 2)),
          must(other.save(changes, lease, 2)),
        ]);
        assert.deepEqual(saved.flat(), ['a']);
        await must(one.close());
        assert.equal((await must(other.get('a')))?.steps['first']?.revision, 2);
      }),
  },
];
