import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draft } from './draft.ts';
import type { DmsOptions } from './provider.ts';
import { validStep } from './stored-step.ts';
import { instance, request, start, survey, task } from './testing/samples.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

const settings = {
  ReplicationInstanceClass: 'dms.t3.medium',
  MultiAZ: false,
  AutoMinorVersionUpgrade: false,
  PubliclyAccessible: false,
};
const beside = (names: readonly string[], status = 'running') =>
  survey({
    tasks: names.map((identifier) => task({ identifier, status })),
    besides: { settings, instances: [instance()], subscriptions: { sight: 'seen', value: ['alerts'] } },
  });
const draftOf = (options: DmsOptions, seen = beside(['a', 'b', 'c'])) =>
  draft(request({ options: { strategy: 'side-by-side', ...options } }), seen, start);
const stepIds = (options: DmsOptions, seen = beside(['a', 'b', 'c'])) =>
  valueOf(draftOf(options, seen)).steps.map(({ id }) => id);

describe('a draft side by side', () => {
  it('tests before it stops, and never has more tasks under way than asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 8 }),
        fc.boolean(),
        (count, parallelTasks, canary, pauseAfterCanary) => {
          fc.pre(canary <= count);
          const names = Array.from({ length: count }, (_, index) => `task-${index}`);
          const { steps } = valueOf(draftOf({ parallelTasks, canary, pauseAfterCanary }, beside(names)));
          const place = new Map(steps.map(({ id }, index) => [id, index]));
          for (const step of steps) {
            expect(step.after.every((id) => (place.get(id) ?? 99) < (place.get(step.id) ?? 0))).toBe(true);
            expect(validStep(JSON.parse(JSON.stringify(step.input)))).toBe(true);
          }
          // Carried out as eagerly as the order allows, one wave after the other.
          const over = new Set<string>();
          while (over.size < steps.length) {
            const open = steps.filter(
              ({ id, after }) => !over.has(id) && after.every((before) => over.has(before)),
            );
            expect(open.length).toBeGreaterThan(0);
            const moving = open.filter(({ input }) =>
              ['stop-task', 'move-task', 'restore-task'].includes(input.kind),
            );
            expect(moving.length).toBeLessThanOrEqual(parallelTasks);
            if (moving.length > 0)
              expect(
                steps.filter(({ input }) => input.kind === 'test-connection').every(({ id }) => over.has(id)),
              ).toBe(true);
            for (const { id } of open) over.add(id);
          }
          const paused = steps.some(({ input }) => input.kind === 'pause');
          expect(paused).toBe(pauseAfterCanary && canary > 0 && canary < count);
        },
      ),
    );
  });

  it('has a canary of one and a pause after it where nothing else is asked for', () => {
    expect(stepIds({}).slice(3)).toEqual([
      'stop/a',
      'move/a',
      'restore/a',
      'pause',
      'stop/b',
      'move/b',
      'restore/b',
      'stop/c',
      'move/c',
      'restore/c',
      'left-overs',
    ]);
  });

  it('keeps the order that is asked for, and moves what runs ahead of what does not', () => {
    const seen = survey({
      ...beside([]),
      tasks: [
        task({ identifier: 'a', status: 'stopped' }),
        task({ identifier: 'b' }),
        task({ identifier: 'c' }),
      ],
    });
    const moves = (options: DmsOptions) => stepIds(options, seen).filter((id) => id.startsWith('move/'));
    expect(moves({})).toEqual(['move/b', 'move/c', 'move/a']);
    expect(moves({ order: ['c'] })).toEqual(['move/c', 'move/b', 'move/a']);
    expect(moves({ tasks: 'running' })).toEqual(['move/b', 'move/c']);
    expect(moves({ tasks: ['a'] })).toEqual(['move/a']);
  });

  it('creates the new instance with every setting of the old one, but for what was chosen', () => {
    const [create] = valueOf(draftOf({ targetClass: 'dms.r6i.large', targetStorage: 200 })).steps;
    expect(create?.input).toMatchObject({
      settings: {
        ...settings,
        ReplicationInstanceIdentifier: 'orders-3-6-1',
        EngineVersion: '3.6.1',
        ReplicationInstanceClass: 'dms.r6i.large',
        AllocatedStorage: 200,
      },
    });
  });

  it('takes a name that nothing has yet', () => {
    const seen = beside(['a']);
    const taken = { ...settings };
    const instances = [instance(), instance({ instanceId: 'orders-3-6-1' })];
    const drafted = valueOf(
      draftOf(
        {},
        { ...seen, besides: { settings: taken, instances, subscriptions: { sight: 'seen', value: [] } } },
      ),
    );
    expect(drafted.members[1]?.reference).toBe('aws-dms://us-east-1/orders-3-6-1-2');
  });

  it.each<[DmsOptions, string]>([
    [{ canary: 4 }, 'canary'],
    [{ tasks: ['x'] }, 'tasks'],
    [{ order: ['x'] }, 'order'],
    [{ target: 'orders' }, 'target'],
    [{ target: 'x' }, 'target'],
    [{ target: 'x', targetClass: 'dms.r6i.large' }, 'target'],
    [{ stopTasks: 'dms' }, 'stopTasks'],
    [{ cleanupOf: 'plan' }, 'cleanupOf'],
  ])('refuses %j', (options, input) => {
    expect(errorOf(draftOf(options))).toMatchObject({ kind: 'invalid-input', input });
  });

  it('says that it is pointless without tasks, and where the target runs already', () => {
    expect(errorOf(draftOf({}, beside([])))).toMatchObject({ input: 'strategy' });
    const there = draft(
      request({ to: '3.5.4', options: { strategy: 'side-by-side' } }),
      beside(['a']),
      start,
    );
    expect(errorOf(there)).toMatchObject({ input: 'to' });
    const late = request({ effectiveTime: 'maintenance-window', options: { strategy: 'side-by-side' } });
    expect(errorOf(draft(late, beside(['a']), start))).toMatchObject({ input: 'effectiveTime' });
  });
});

const advice = (count: number, quotas: readonly { name: string; used: number; max: number }[] = []) => {
  const names = Array.from({ length: count }, (_, index) => `task-${index}`);
  const seen = { ...beside(names), quotas: { sight: 'seen', value: quotas } as const };
  return valueOf(draft(request(), seen, start)).forecast.remarks.find((remark) =>
    remark.startsWith('advised'),
  );
};

describe('a plan without a strategy', () => {
  it('is in place, and says which one is advised and why', () => {
    expect(advice(0)).toContain('in-place; no task runs');
    expect(advice(2)).toContain('in-place; 2 running tasks are few');
    expect(advice(20)).toContain('side-by-side; 20 tasks run');
    expect(advice(20, [{ name: 'ReplicationInstances', used: 60, max: 60 }])).toContain('in-place; 60 of 60');
  });
});
