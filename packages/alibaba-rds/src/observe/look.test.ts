import * as fc from 'fast-check';
import { errAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { historyNeed, instanceKey, instanceNeed } from '../needs.ts';
import { fakeApi, type FakeAnswer, reach, type RecordedCall } from '../testing/fake-api.ts';
import { item } from '../testing/family.ts';
import { look } from './look.ts';

/** A region of instances that lists and shows them, but for those that a listing misses. */
function region(ids: readonly string[], missed: readonly string[] = []) {
  return ({ operation, parameters }: RecordedCall): FakeAnswer => {
    const id = parameters['DBInstanceId'];
    if (operation === 'DescribeDBInstanceAttribute') {
      return ids.includes(String(id))
        ? { Items: { DBInstanceAttribute: [item(String(id))] } }
        : 'InvalidDBInstanceId.NotFound';
    }
    const listed = ids.filter((other) => !missed.includes(other) && (id === undefined || other === id));
    const start = (Number(parameters['PageNumber']) - 1) * 100;
    return {
      TotalRecordCount: listed.length,
      Items: { DBInstance: listed.slice(start, start + 100).map((other) => item(other)) },
    };
  };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `rm-${index}`);
const needs = (ids: readonly string[], place = 'cn-hangzhou') => ids.map((id) => instanceNeed(place, id));

describe('a look', () => {
  it('reads one instance directly', async () => {
    const { api, calls } = fakeApi(region(['rm-0']));
    const sights = await look(api, needs(['rm-0']), reach);
    expect(sights[instanceKey('cn-hangzhou', 'rm-0')]).toMatchObject({ sight: 'seen' });
    expect(calls.map((call) => call.operation)).toEqual(['DescribeDBInstanceAttribute']);
  });

  it('reads many instances by one listing a region', async () => {
    const { api, calls } = fakeApi(region(names(50)));
    const sights = await look(api, [...needs(names(50)), ...needs(names(50), 'cn-shanghai')], reach);
    expect(Object.values(sights).every((sight) => sight.sight === 'seen')).toBe(true);
    expect(calls.map((call) => `${call.operation} ${call.region}`).sort()).toEqual([
      'DescribeDBInstances cn-hangzhou',
      'DescribeDBInstances cn-shanghai',
    ]);
  });

  it('never costs more calls than the listing, and one direct look for each that the listing lacks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 650 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 649 }), { minLength: 2, maxLength: 12 }),
        async (count, wanted) => {
          const { api, calls } = fakeApi(region(names(count)));
          const sights = await look(api, needs(wanted.map((index) => `rm-${index}`)), reach);
          const absent = Object.values(sights).filter((sight) => sight.sight === 'absent').length;
          expect(absent).toBe(wanted.filter((index) => index >= count).length);
          expect(calls.length).toBeLessThanOrEqual(Math.ceil(count / 100) + 2 * absent);
        },
      ),
    );
  });

  it('looks directly for one that a complete listing lacks, before it is absent', async () => {
    const { api } = fakeApi(region(['rm-0', 'rm-1', 'rm-2'], ['rm-1']));
    const sights = await look(api, needs(['rm-0', 'rm-1', 'rm-9']), reach);
    expect(sights[instanceKey('cn-hangzhou', 'rm-1')]).toMatchObject({ sight: 'seen' });
    expect(sights[instanceKey('cn-hangzhou', 'rm-9')]).toEqual({ sight: 'absent' });
  });

  it('asks the listing too before one that a direct look does not find is absent', async () => {
    const { api, calls } = fakeApi((call) =>
      call.operation === 'DescribeDBInstanceAttribute'
        ? 'InvalidDBInstanceId.NotFound'
        : region(['rm-0'])(call),
    );
    expect(await look(api, needs(['rm-0']), reach)).toMatchObject({
      [instanceKey('cn-hangzhou', 'rm-0')]: { sight: 'seen' },
    });
    expect(calls).toHaveLength(2);
  });

  it('has not looked at what a failed page would have shown', async () => {
    const all = region(names(250));
    const { api } = fakeApi((call) =>
      call.parameters['PageNumber'] === 2 ? 'ServiceUnavailable' : all(call),
    );
    const sights = await look(api, needs(['rm-1', 'rm-150', 'rm-151', 'rm-240']), reach);
    expect(sights[instanceKey('cn-hangzhou', 'rm-1')]).toMatchObject({ sight: 'seen' });
    for (const id of ['rm-150', 'rm-151', 'rm-240']) {
      expect(sights[instanceKey('cn-hangzhou', id)]).toMatchObject({
        sight: 'not-looked',
        error: { kind: 'unavailable' },
      });
    }
  });

  it('does not go on for ever where pages repeat', async () => {
    const page = names(100).map((id) => item(id));
    const { api, calls } = fakeApi(() => ({ Items: { DBInstance: page } }));
    const sights = await look(api, needs(['rm-x', 'rm-y']), reach);
    expect(calls).toHaveLength(2);
    expect(Object.values(sights)).toMatchObject([{ sight: 'not-looked' }, { sight: 'not-looked' }]);
  });

  it('has not looked where the budget says so', async () => {
    const { api, calls } = fakeApi(region(['rm-0']));
    const closed = { ...reach, gate: () => errAsync({ kind: 'throttled', message: 'no budget' } as const) };
    const sights = await look(api, needs(['rm-0']), closed);
    expect(Object.values(sights)).toMatchObject([{ sight: 'not-looked', error: { kind: 'throttled' } }]);
    expect(calls).toHaveLength(0);
  });

  it('sees nothing at all while the cloud is not to be reached, with an attempt under way too', async () => {
    const { api } = fakeApi(() => 'ServiceUnavailable');
    const wanted = [...needs(['rm-0', 'rm-1']), historyNeed('cn-hangzhou', 'rm-0', reach.now(), '5.5')];
    const sights = Object.values(await look(api, wanted, reach));
    expect(sights.map(({ sight }) => sight)).toEqual(['not-looked', 'not-looked', 'not-looked']);
  });

  it('asks the history of at most 30 instances a call, and does without it where it cannot be read', async () => {
    const { api, calls } = fakeApi(() => ({ Items: [] }));
    const wanted = names(65).map((id) => historyNeed('cn-hangzhou', id, reach.now(), '5.5'));
    await look(api, wanted, reach);
    expect(calls.map((call) => String(call.parameters['InstanceId']).split(',').length)).toEqual([30, 30, 5]);
    const { api: refusing } = fakeApi(() => 'Forbidden.RAM');
    expect(Object.values(await look(refusing, wanted.slice(0, 1), reach))).toEqual([
      { sight: 'seen', value: { kind: 'history', tasks: 'unreadable' } },
    ]);
  });

  describe('a history on which hangs whether a call arrived', () => {
    const need = historyNeed('cn-hangzhou', 'rm-0', reach.now(), '5.5', true);
    const lookWith = async (answer: FakeAnswer) =>
      Object.values(await look(fakeApi(() => answer).api, [need], reach));

    it.each<[string, FakeAnswer]>([
      ['unavailable', 'ServiceUnavailable'],
      ['throttled', 'Throttling.User'],
      ['credentials', 'InvalidSecurityToken.Expired'],
      ['malformed-answer', { Items: 'soon' }],
    ])('was not looked at while it is %s', async (kind, answer) => {
      expect(await lookWith(answer)).toMatchObject([{ sight: 'not-looked', error: { kind } }]);
    });

    it('was not looked at either where only its second page cannot be read', async () => {
      const task = { InstanceId: 'rm-0', Status: 'Succeed' };
      const Items = names(100).map((TaskId) => ({ ...task, TaskId }));
      const { api } = fakeApi((call) => (call.parameters['PageNumber'] === 1 ? { Items } : 'InternalError'));
      expect(Object.values(await look(api, [need], reach))).toMatchObject([{ sight: 'not-looked' }]);
    });

    it.each(['Forbidden.RAM', 'NoPermission', 'InvalidAction.NotFound'])(
      'is done without where it never can be read: %s',
      async (code) => {
        const value = { kind: 'history', tasks: 'unreadable' };
        expect(await lookWith(code)).toEqual([{ sight: 'seen', value }]);
      },
    );

    it('is no reason to wait for another instance of the same call', async () => {
      const other = historyNeed('cn-hangzhou', 'rm-1', reach.now(), '5.5');
      const { api } = fakeApi(() => 'ServiceUnavailable');
      expect(await look(api, [need, other], reach)).toMatchObject({
        [need.key]: { sight: 'not-looked' },
        [other.key]: { sight: 'seen', value: { tasks: 'unreadable' } },
      });
    });
  });

  it('asks no history of an instance that says by itself how it is', async () => {
    const id = 'rm-0';
    const asked = async (version: string, idleOn: string): Promise<boolean> => {
      const answer = { Items: { DBInstanceAttribute: [{ ...item(id), EngineVersion: version }] } };
      const { api, calls } = fakeApi(({ operation }) =>
        operation === 'DescribeHistoryTasks' ? { Items: [] } : answer,
      );
      await look(api, [...needs([id]), historyNeed('cn-hangzhou', id, reach.now(), idleOn)], reach);
      return calls.some((call) => call.operation === 'DescribeHistoryTasks');
    };
    expect(await asked('5.5', '5.5')).toBe(true);
    expect(await asked('5.6', '5.5')).toBe(false);
  });
});
