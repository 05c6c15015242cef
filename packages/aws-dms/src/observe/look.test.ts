import type { Reach } from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { instanceNeed, taskNeed, tasksNeed } from '../needs.ts';
import type { DmsNeed } from '../provider.ts';
import type { DmsApi, PageInput } from '../wire/api.ts';
import { look } from './look.ts';

const reach: Reach = { gate: () => okAsync(undefined), now: () => 0 };
const arnOf = (kind: string, name: string): string => `arn:aws:dms:us-east-1:123456789012:${kind}:${name}`;

interface Call {
  readonly operation: string;
  readonly input: Partial<PageInput>;
}

/** A region of these tasks, by instance; `hidden` ones are missing from listings, `gone` ones do not exist. */
function region(
  fleet: Readonly<Record<string, readonly string[]>>,
  hidden: readonly string[] = [],
  fails = '',
) {
  const calls: Call[] = [];
  const instances = Object.keys(fleet).map((name) => ({
    ReplicationInstanceIdentifier: name,
    ReplicationInstanceArn: arnOf('rep', name),
    ReplicationInstanceStatus: 'available',
    EngineVersion: '3.5.4',
    ReplicationInstanceClass: 'dms.t3.medium',
  }));
  const tasks = Object.entries(fleet).flatMap(([name, identifiers]) =>
    identifiers.map((identifier) => ({
      ReplicationTaskIdentifier: identifier,
      ReplicationTaskArn: arnOf('task', identifier),
      ReplicationInstanceArn: arnOf('rep', name),
      MigrationType: 'cdc',
      Status: 'running',
    })),
  );
  const api: DmsApi = {
    call: (operation, _region, input) => {
      const call: Call = { operation, input: 'MaxRecords' in input ? input : {} };
      calls.push(call);
      if (operation === fails) return errAsync({ cause: 'transport', operation, message: 'reset' });
      const [filter] = call.input.Filters ?? [];
      const value = filter?.Values[0];
      const offset = Number(call.input.Marker ?? 0);
      const matches = (item: Readonly<Record<string, string>>, field: string): boolean => {
        const named = /-id$|^replication-task-arn$/.test(filter?.Name ?? '');
        if (hidden.includes(item[field] ?? '') && !named) return false;
        return value === undefined || Object.values(item).includes(value);
      };
      const isTasks = operation === 'DescribeReplicationTasks';
      const found = isTasks
        ? tasks.filter((item) => matches(item, 'ReplicationTaskIdentifier'))
        : instances.filter((item) => matches(item, 'ReplicationInstanceIdentifier'));
      if (found.length === 0 && filter) {
        return errAsync({ cause: 'refused', operation, message: '', code: 'ResourceNotFoundFault' });
      }
      const next = offset + 100 < found.length ? { Marker: String(offset + 100) } : {};
      const page = found.slice(offset, offset + 100);
      return okAsync({ [isTasks ? 'ReplicationTasks' : 'ReplicationInstances']: page, ...next });
    },
  };
  return { api, calls };
}

const taskAt = (instance: string, name: string): DmsNeed =>
  taskNeed({ region: 'us-east-1', taskArn: arnOf('task', name), instanceArn: arnOf('rep', instance) });
const many = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_each, index) => `${prefix}${String(index).padStart(3, '0')}`);

describe('a look', () => {
  it('asks for one instance and one task by name', async () => {
    const { api, calls } = region({ orders: ['cdc'] });
    const sights = await look(api, [instanceNeed('us-east-1', 'orders'), taskAt('orders', 'cdc')], reach);
    expect(Object.values(sights).map(({ sight }) => sight)).toEqual(['seen', 'seen']);
    expect(new Set(calls.map(({ input }) => input.Filters?.[0]?.Name))).toEqual(
      new Set(['replication-instance-id', 'replication-task-arn']),
    );
  });

  it('reads 600 tasks of one instance in 6 calls, whatever of it is asked', async () => {
    const names = many(600, 't');
    const { api, calls } = region({ orders: names });
    const needs = [
      tasksNeed('us-east-1', arnOf('rep', 'orders'), []),
      ...names.map((name) => taskAt('orders', name)),
    ];
    const sights = await look(api, needs, reach);
    expect(Object.values(sights).every(({ sight }) => sight === 'seen')).toBe(true);
    expect(calls).toHaveLength(6);
  });

  it('reads the tasks of several instances from the listing of the region', async () => {
    const { api, calls } = region({ a: ['one'], b: ['two'], c: ['three'] });
    await look(api, [taskAt('a', 'one'), taskAt('b', 'two'), taskAt('c', 'three')], reach);
    expect(calls).toHaveLength(1);
  });

  it('looks directly at what a complete listing lacks', async () => {
    const { api } = region({ orders: ['one', 'two'] }, ['two']);
    const known = ['one', 'two'].map((name) => arnOf('task', name));
    const need = tasksNeed('us-east-1', arnOf('rep', 'orders'), known);
    const sights = await look(api, [need, taskAt('orders', 'two'), taskAt('orders', 'never')], reach);
    expect(sights[need.key]).toMatchObject({
      value: { tasks: [{ identifier: 'one' }, { identifier: 'two' }] },
    });
    expect(sights[`task:${arnOf('task', 'two')}`]).toMatchObject({ sight: 'seen' });
    expect(sights[`task:${arnOf('task', 'never')}`]).toEqual({ sight: 'absent' });
  });

  it('lists before it says that an instance is gone', async () => {
    const { api, calls } = region({ orders: [] });
    const sights = await look(api, [instanceNeed('us-east-1', 'nobody')], reach);
    expect(Object.values(sights)).toEqual([{ sight: 'absent' }]);
    expect(calls).toHaveLength(2);
  });

  it('calls nothing absent that it could not read', async () => {
    const { api } = region({ orders: ['one'] }, [], 'DescribeReplicationTasks');
    const needs = [instanceNeed('us-east-1', 'orders'), taskAt('orders', 'one'), taskAt('orders', 'never')];
    const sights = await look(api, needs, reach);
    expect(Object.values(sights).map(({ sight }) => sight)).toEqual(['seen', 'not-looked', 'not-looked']);
  });

  it('does not follow a marker that repeats for ever', async () => {
    let calls = 0;
    const api: DmsApi = {
      call: () => {
        calls += 1;
        return okAsync({ ReplicationTasks: [], Marker: 'again' });
      },
    };
    const sights = await look(api, [tasksNeed('us-east-1', arnOf('rep', 'orders'), [])], reach);
    expect(Object.values(sights)[0]).toMatchObject({ sight: 'not-looked', error: { field: 'Marker' } });
    expect(calls).toBe(2);
  });
});
