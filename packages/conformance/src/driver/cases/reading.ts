import assert from 'node:assert/strict';
import type { Provider, Reach } from '@engine-upgrader/core';
import { okAsync } from 'neverthrow';
import { must, mustFail, openBench } from '../bench.ts';
import type { DriverCase } from '../case.ts';

/** Listing, looking and planning: reads only, whole answers, one line an error. */
export const readingCases = <P extends Provider>(): readonly DriverCase<P>[] => [
  {
    name: 'an instance is listed, and reads the same by itself',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const reference = bench.world.request.reference;
        const single = must(await bench.upgrader.instance(reference), 'instance');
        const urls: string[] = [];
        for await (const item of bench.upgrader.instances()) urls.push(must(item, 'instances').url);
        assert.ok(urls.includes(single.url), `${single.url} is not in the listing`);
        assert.equal(single.version, bench.world.versionOf(single.url));
      });
    },
  },
  {
    name: 'a plan changes nothing, and JSON keeps all of it',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const plan = must(await bench.upgrader.plan(bench.world.request), 'plan');
        assert.deepEqual(bench.world.mutations(), []);
        assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
        assert.ok(plan.steps.length > 0 && plan.members.length > 1);
        const again = must(await bench.upgrader.plan(bench.world.request), 'plan');
        assert.notEqual(again.id, plan.id);
        assert.deepEqual(again.steps, plan.steps);
        assert.deepEqual(again.fingerprint, plan.fingerprint);
      });
    },
  },
  {
    name: 'an instance that is not there is not found, by name',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const { unknownReference } = bench.world;
        const error = mustFail(await bench.upgrader.instance(unknownReference), 'an unknown instance');
        assert.equal(error.kind, 'not-found');
        assert.ok(error.message.includes(unknownReference.split('/').at(-1) ?? ''), error.message);
      });
    },
  },
  {
    name: 'a version that is not offered is refused, with those that are',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const request = { ...bench.world.request, to: bench.world.unofferedVersion };
        const error = mustFail(await bench.upgrader.plan(request), 'an unoffered version');
        assert.equal(error.kind, 'version-not-offered');
        assert.ok(error.kind === 'version-not-offered' && error.offered.length > 0);
      });
    },
  },
  {
    name: 'law 4: never a downgrade',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const to = bench.world.lowerVersion;
        if (to === undefined) return;
        const error = mustFail(await bench.upgrader.plan({ ...bench.world.request, to }), 'a downgrade');
        assert.equal(error.kind, 'downgrade');
      });
    },
  },
  {
    name: 'a look answers for everything that it was asked for, in no more calls than things',
    run: async (fresh) => {
      const subject = await fresh();
      const bench = openBench(subject);
      await bench.world.run(async () => {
        const plan = must(await bench.upgrader.plan(bench.world.request), 'plan');
        const needs = plan.members.flatMap((member) => bench.world.driver.memberNeeds(member, plan));
        let calls = 0;
        const gate: Reach['gate'] = () => {
          calls += 1;
          return okAsync(undefined);
        };
        const sights = await bench.world.driver.look(needs, { gate, now: () => bench.world.clock.now() });
        for (const { key } of needs) assert.equal(sights[key]?.sight, 'seen', key);
        assert.ok(calls <= plan.members.length, `${calls} calls for ${plan.members.length} members`);
        const snapshot = { id: 'look', startedAt: 0, observedAt: 0, sights };
        for (const member of plan.members) {
          const view = bench.world.driver.view(member, snapshot);
          assert.ok(view.sight === 'seen');
          for (const [field, value] of Object.entries(view.value.fingerprint)) {
            assert.equal(
              plan.fingerprint[`${member.reference}#${field}`],
              value,
              `${member.reference}#${field}`,
            );
          }
        }
      });
    },
  },
];
