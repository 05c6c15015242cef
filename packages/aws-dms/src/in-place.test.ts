import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftInPlace } from './in-place.ts';
import { validStep } from './stored-step.ts';
import { instance, request, start, survey, task, versions } from './testing/samples.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

const statuses = ['running', 'stopped', 'ready', 'failed', 'starting', 'stopping', 'something new'];
const graph = versions({ '3.4.7': ['3.5.1'], '3.5.1': ['3.5.4'], '3.5.4': ['3.6.1'], '3.6.1': [] });
const orderables = {
  sight: 'seen',
  value: graph.map(({ version }) => ({ engineVersion: version, instanceClass: 'dms.t3.medium' })),
} as const;

const draftOf = (fields: Parameters<typeof request>[0]) => draftInPlace(request(fields), survey(), start);

describe('a draft in place', () => {
  it('stops once, goes hop by hop, and restores every task once after all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...statuses), { maxLength: 8 }),
        fc.constantFrom('3.4.7', '3.5.1', '3.5.4', '3.6.1'),
        fc.constantFrom('upgrader' as const, 'dms' as const),
        (states, engineVersion, stopTasks) => {
          const tasks = states.map((status, index) => task({ identifier: `task-${index}`, status }));
          const seen = survey({ instance: instance({ engineVersion }), tasks, versions: graph, orderables });
          const draft = valueOf(draftInPlace(request({ options: { stopTasks } }), seen, start));
          const steps = draft.steps;
          expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
          const before = new Set<string>();
          for (const step of steps) {
            for (const id of step.after) expect(before.has(id)).toBe(true);
            before.add(step.id);
            expect(validStep(JSON.parse(JSON.stringify(step.input)))).toBe(true);
          }
          const forward = steps.filter((step) => step.phase === 'forward');
          const restores = steps.filter((step) => step.phase === 'restore');
          expect(restores).toHaveLength(engineVersion === '3.6.1' ? 0 : tasks.length);
          for (const step of restores)
            expect([...step.after].sort()).toEqual(forward.map(({ id }) => id).sort());
          if (stopTasks === 'dms')
            expect(forward.some((step) => step.input.kind === 'stop-task')).toBe(false);
          expect(draft.members).toHaveLength(tasks.length + 1);
        },
      ),
    );
  });

  it('stops each task that runs, and none that does not', () => {
    const tasks = ['running', 'stopped', 'ready', 'failed'].map((status) =>
      task({ identifier: status, status }),
    );
    const draft = valueOf(draftInPlace(request(), survey({ tasks }), start));
    const stops = draft.steps.filter((step) => step.input.kind === 'stop-task').map((step) => step.id);
    expect(stops).toEqual(['stop/running']);
  });

  it('stops nothing ahead of a maintenance window, and refuses to be asked to', () => {
    const effectiveTime = 'maintenance-window';
    const draft = valueOf(draftInPlace(request({ effectiveTime }), survey(), start));
    expect(draft.steps.map((step) => step.input.kind)).toEqual(['upgrade-instance', 'restore-task']);
    const asked = request({ effectiveTime, options: { stopTasks: 'upgrader' } });
    expect(errorOf(draftInPlace(asked, survey(), start))).toMatchObject({ input: 'stopTasks' });
  });

  it('has nothing to do where the target runs already', () => {
    const draft = valueOf(draftInPlace(request({ to: '3.5.4' }), survey(), start));
    expect(draft).toMatchObject({ hops: [], steps: [] });
  });

  it('resolves newest, and refuses what cannot be', () => {
    expect(valueOf(draftOf({ to: 'newest' })).to).toBe('3.6.1');
    expect(errorOf(draftOf({ to: '3.5.3' }))).toMatchObject({ kind: 'downgrade' });
    expect(errorOf(draftOf({ to: '3.9.9' }))).toMatchObject({
      kind: 'version-not-offered',
      offered: ['3.6.1'],
    });
    expect(errorOf(draftOf({ to: 'latest' }))).toMatchObject({ kind: 'invalid-input', input: 'to' });
    expect(errorOf(draftOf({ onlyThis: true }))).toMatchObject({ kind: 'unsupported' });
  });

  it('avoids deprecated versions on the way, and reaches one that is asked for so that a finding can say it', () => {
    const offered = graph.map((each) =>
      each.version === '3.6.1' ? { ...each, lifecycle: 'DEPRECATED' } : each,
    );
    const seen = survey({ versions: offered });
    expect(valueOf(draftInPlace(request({ to: 'newest' }), seen, start)).to).toBe('3.5.4');
    expect(valueOf(draftInPlace(request(), seen, start)).hops).toHaveLength(1);
  });
});
