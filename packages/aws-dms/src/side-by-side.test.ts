import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draft } from './draft.ts';
import type { DmsOptions } from './request-options.ts';
import { validStep } from './stored-step.ts';
import { instance, minute, request, start, survey, task } from './testing/samples.ts';
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
    [{ moveAttempts: 0 }, 'moveAttempts'],
    [{ moveAttempts: 11 }, 'moveAttempts'],
    [{ toleratedPause: 0 }, 'toleratedPause'],
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

const tolerating = (minutes: number) => {
  const asked = request({ options: { toleratedPause: minutes * minute } });
  return valueOf(draft(asked, beside(['a', 'b']), start)).forecast.remarks;
};

describe('a plan without a strategy', () => {
  it('is in place, and says which one is advised and why', () => {
    expect(advice(0)).toContain('in-place; no task runs');
    expect(advice(2)).toContain('in-place; 2 running tasks are few');
    expect(advice(20)).toContain('side-by-side; 20 tasks run');
    expect(advice(20, [{ name: 'ReplicationInstances', used: 60, max: 60 }])).toContain('in-place; 60 of 60');
    expect(advice(20)).toContain(
      'costs a second dms.t3.medium for the time it takes, about 4 hours one task at a time',
    );
  });

  it('advises what keeps to the pause that is tolerated', () => {
    expect(tolerating(15)[1]).toContain('advised: in-place');
    expect(tolerating(10)[1]).toContain(
      'advised: --strategy side-by-side; a running task pauses for about 14 minutes in place, longer than the tolerated 10',
    );
    expect(tolerating(5).at(-1)).toContain('about 8 minutes side by side, longer than the tolerated 5');
  });
});

describe('the forecast', () => {
  const seen = {
    ...beside([]),
    tasks: [task({ identifier: 'a' }), task({ identifier: 'b' }), task({ identifier: 'c', status: 'ready' })],
  };
  const pauses = (options: DmsOptions | undefined, of = seen) =>
    Object.fromEntries(
      (valueOf(draft(request({ options }), of, start)).forecast.pauses ?? []).map((each) => [
        each.member.at(-1),
        each.pauses,
      ]),
    );
  const both = { 'in-place': 14 * minute, 'side-by-side': 8 * minute };
  const none = { 'in-place': 0, 'side-by-side': 0 };

  it('has the pause of each task for both strategies, whichever was asked for', () => {
    expect(pauses(undefined)).toEqual({ a: both, b: both, c: none });
    expect(pauses({ strategy: 'side-by-side' })).toEqual({ a: both, b: both, c: none });
    expect(pauses({ strategy: 'side-by-side', tasks: ['a'] })).toEqual({
      a: both,
      b: { ...both, 'side-by-side': 0 },
      c: none,
    });
  });

  it('has none for a strategy that has no room', () => {
    const quotas = [{ name: 'ReplicationInstances', used: 60, max: 60 }];
    expect(pauses(undefined, { ...seen, quotas: { sight: 'seen', value: quotas } })).toEqual({
      a: { 'in-place': 14 * minute },
      b: { 'in-place': 14 * minute },
      c: { 'in-place': 0 },
    });
  });
});
