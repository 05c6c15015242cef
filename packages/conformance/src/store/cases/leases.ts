import assert from 'node:assert/strict';
import type { ConformanceCase } from '../../case.ts';
import { onStore, type StorePlace } from '../place.ts';
import { hold, must } from '../samples.ts';

/** Taking, keeping and giving back the right to a scope. */
export const leaseCases: readonly ConformanceCase<StorePlace>[] = [
  {
    name: 'a held lease is refused to everybody until it expires; tokens grow',
    run: onStore(async (store) => {
      const first = await must(store.acquire('north', 'one', 100, 0));
      assert.deepEqual(first, {
        acquired: true,
        lease: { scope: 'north', owner: 'one', token: 1, expiresAt: 100, carry: null },
      });
      for (const owner of ['one', 'two']) {
        assert.deepEqual(await must(store.acquire('north', owner, 100, 99)), {
          acquired: false,
          owner: 'one',
          expiresAt: 100,
        });
      }
      const second = await must(store.acquire('north', 'two', 100, 100));
      assert.equal(second.acquired && second.lease.token, 2);
      const elsewhere = await must(store.acquire('south', 'two', 100, 0));
      assert.equal(elsewhere.acquired, true);
    }),
  },
  {
    name: 'a lease that is still held is prolonged, a lost or expired one is not',
    run: onStore(async (store) => {
      const lease = await hold(store);
      const longer = await must(store.renew(lease, 1_000, 500));
      assert.deepEqual(longer, { ...lease, expiresAt: 1_500 });
      assert.equal((await must(store.acquire('north', 'other', 10, 1_200))).acquired, false);
      assert.equal(await must(store.renew(lease, 1_000, 1_500)), undefined);
      await hold(store, 'north', 1_500);
      assert.equal(await must(store.renew(lease, 1_000, 1_400)), undefined);
    }),
  },
  {
    name: 'a lease given back is free at once, hands on what it carries, and is of no more use',
    run: onStore(async (store) => {
      const lease = await hold(store);
      const carry = { tokens: 4.5, since: [1, null, 'x'] };
      await must(store.release(lease, carry));
      assert.equal(await must(store.renew(lease, 1_000, 1)), undefined);
      const next = await hold(store, 'north', 1);
      assert.deepEqual([next.token, next.carry], [2, carry]);
    }),
  },
  {
    name: 'giving back a lost lease, or one twice, has no effect',
    run: onStore(async (store) => {
      const lost = await hold(store);
      const next = await hold(store, 'north', 1_000);
      await must(store.release(lost, 'from the lost one'));
      assert.equal((await must(store.acquire('north', 'third', 10, 1_001))).acquired, false);
      await must(store.release(next, 'from the holder'));
      await must(store.release(next, 'again'));
      assert.equal((await hold(store, 'north', 1_002)).carry, 'from the holder');
    }),
  },
  {
    name: 'what a lease carries outlives a holder that never gave it back',
    run: onStore(async (store) => {
      await must(store.release(await hold(store), { tokens: 3 }));
      await hold(store, 'north', 10, 5);
      assert.deepEqual((await hold(store, 'north', 20)).carry, { tokens: 3 });
    }),
  },
];
