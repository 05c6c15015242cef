import { ok, type Result } from 'neverthrow';
import { expect, it } from 'vitest';
import type { Driver } from '../contract/driver.ts';
import type { UpgradeError } from '../contract/errors.ts';
import type { Instance, InstanceFilter } from '../contract/instance.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { createMemoryStore } from '../store/memory.ts';
import { errorOf, valueOf } from '../testing/results.ts';
import { type Tiny, tinyDriver } from '../testing/tiny.ts';
import { listInstances } from './listing.ts';
import { createUpgrader } from './upgrader.ts';

/** A time in which a sleep passes at once. */
function ports() {
  let time: Instant = 0;
  const sleep = async (duration: Milliseconds): Promise<void> => {
    time += duration;
  };
  const clock = { now: () => time, monotonic: () => time, sleep };
  return { clock, randomness: { next: () => 0.5, id: () => 'id' } };
}

const instanceOf = (region: string): Instance<Tiny> => ({
  reference: { provider: 'tiny', region, id: 'a' },
  url: `tiny://${region}/a`,
  identity: 'a',
  engine: 'tiny',
  version: '1',
  status: 'on',
  role: 'primary',
  members: [],
  detail: {},
});

/** One request a region, as many as are named; and at last a fault of the driver. */
const driver: Driver<Tiny> = {
  ...tinyDriver,
  async *list({ regions = ['home'] }, reach) {
    for (const region of regions) {
      valueOf(await reach.gate('read'));
      yield ok(instanceOf(region));
    }
    if (regions.includes('odd')) throw new Error('a fault');
  },
};

async function all(listing: AsyncIterable<Result<Instance<Tiny>, UpgradeError>>) {
  const results: Result<Instance<Tiny>, UpgradeError>[] = [];
  for await (const result of listing) results.push(result);
  return results;
}

it.each<[InstanceFilter | undefined]>([[undefined], [{ regions: ['far', 'near'] }], [{ regions: ['odd'] }]])(
  'a listing without a store has what an upgrader’s has: %j',
  async (filter) => {
    const upgrader = createUpgrader({ driver, store: createMemoryStore(), ...ports() });
    const listed = await all(listInstances(driver, filter, ports()));
    expect(listed).toEqual(await all(upgrader.instances(filter)));
    expect(listed.length).toBeGreaterThan(0);
  },
);

it('what the driver throws is the last error', async () => {
  const [first, last] = await all(listInstances(driver, { regions: ['odd'] }, ports()));
  expect(first?.isOk()).toBe(true);
  expect(last && errorOf(last)).toMatchObject({ kind: 'internal' });
});

it('keeps to the budget of the cloud', async () => {
  const { clock, randomness } = ports();
  const regions = Array.from({ length: 20 }, (_, index) => `region-${index}`);
  expect(await all(listInstances(driver, { regions }, { clock, randomness }))).toHaveLength(20);
  // Nine at once, of a capacity of ten with a reserve for changes; the others one a second.
  expect(clock.now()).toBe(11_000);
});
