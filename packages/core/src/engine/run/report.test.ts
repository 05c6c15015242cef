import { describe, expect, it } from 'vitest';
import type { StepState } from '../../contract/memory.ts';
import { memberOf, orders, planOf, replica, stateOf, stepOf } from '../../testing/plans.ts';
import { snapshotOf, tinyDriver } from '../../testing/tiny.ts';
import { reportVerdict } from './report.ts';

const task = 'tiny://cn-hangzhou/orders-task';
const plan = planOf({
  members: [
    memberOf(orders),
    memberOf(replica, { role: 'replica' }),
    { reference: task, role: 'task', before: {} },
  ],
  steps: [stepOf('a')],
});
const onTarget = { [orders]: { version: '2' }, [replica]: { version: '2' }, [task]: { version: '-' } };

function verdict(seen: Parameters<typeof snapshotOf>[1], end: StepState = 'done') {
  const state = stateOf(plan, { a: { state: end } });
  return reportVerdict(state, snapshotOf(5_000, { ...onTarget, ...seen }), tinyDriver);
}

function said(found: ReturnType<typeof verdict>): string {
  if ('error' in found) return found.error.message;
  return 'reason' in found ? (found.reason ?? '') : found.verdict;
}

describe('the report', () => {
  it('is done when every member reads its target and nothing is pending', () => {
    expect(verdict({})).toMatchObject({
      verdict: 'done',
      evidence: { [`${orders}#version`]: '2', [`${replica}#version`]: '2' },
    });
  });

  it.each([orders, replica])('fails when %s reads another version', (member) => {
    expect(verdict({ [member]: { version: '1' } }).verdict).toBe('fail');
  });

  it.each([orders, replica, task])('is not done while something of %s is pending', (member) => {
    expect(verdict({ [member]: { version: '2', pending: ['class'] } }).verdict).not.toBe('done');
  });

  it.each([orders, replica, task])('waits while %s is still changing', (member) => {
    expect(verdict({ [member]: { version: '2', settled: false } }).verdict).toBe('wait');
  });

  it.each([orders, replica, task])('says nothing when %s could not be looked at', (member) => {
    expect(verdict({ [member]: 'not-looked' }).verdict).toBe('unseen');
  });

  it.each([orders, replica, task])('fails when %s is gone', (member) => {
    expect(verdict({ [member]: 'absent' })).toMatchObject({ verdict: 'fail', error: { kind: 'not-found' } });
  });

  it.each(['failed', 'dropped'] as const)('only shows how each member is when a step was %s', (end) => {
    expect(verdict({ [replica]: { version: '1' }, [task]: 'absent' }, end)).toMatchObject({
      verdict: 'done',
      evidence: { [`${orders}#version`]: '2', [`${replica}#version`]: '1' },
    });
  });

  it('waits for what still moves also when a step failed', () => {
    expect(verdict({ [orders]: { version: '1', settled: false } }, 'failed').verdict).toBe('wait');
  });
});

describe('what the report says', () => {
  const gone = planOf({ members: [memberOf(orders, { gone: true })], steps: [stepOf('a')] });
  it.each<readonly [string, () => ReturnType<typeof verdict>]>([
    [
      `${orders} is not proved: all its steps had ended, but it reads 1 and not 2`,
      () => verdict({ [orders]: { version: '1' } }),
    ],
    [
      `${replica} is not proved: all its steps had ended, but still pending: class, storage`,
      () => verdict({ [replica]: { version: '2', pending: ['class', 'storage'] } }),
    ],
    [
      `${orders} is not proved: all its steps had ended, but it is still there`,
      () => reportVerdict(stateOf(gone, { a: { state: 'done' } }), snapshotOf(5_000, onTarget), tinyDriver),
    ],
    [
      `${task} is gone: all its steps had ended, and now the cloud does not know it`,
      () => verdict({ [task]: 'absent' }),
    ],
    [`${replica} is still changing`, () => verdict({ [replica]: { version: '2', settled: false } })],
    [`${replica}: no answer came`, () => verdict({ [replica]: 'not-looked' })],
  ])('%s', (line, found) => {
    expect(said(found())).toBe(line);
  });

  it('is of the version where a member has none that can be read', () => {
    const reads = { ...tinyDriver, view: () => ({ sight: 'seen', value: unreadable }) as const };
    const unreadable = { settled: true, pending: [], facts: {}, fingerprint: {} };
    const state = stateOf(planOf(), { a: { state: 'done' } });
    expect(said(reportVerdict(state, snapshotOf(5_000, onTarget), reads))).toContain(
      'it reads no version and not 2',
    );
  });

  it('is of the trouble that a member has, also on its target', () => {
    const view = { version: '2', settled: true, pending: [], trouble: 'the task stopped', facts: {} };
    const troubled = {
      ...tinyDriver,
      view: () => ({ sight: 'seen', value: { ...view, fingerprint: {} } }) as const,
    };
    const of = (end: StepState) =>
      reportVerdict(stateOf(planOf(), { a: { state: end } }), snapshotOf(5_000, onTarget), troubled);
    expect(said(of('done'))).toContain('but the task stopped');
    expect(of('failed').verdict).toBe('done');
  });

  it('is a failure that is told from one that could not be proved', () => {
    expect(verdict({ [task]: 'absent' })).toMatchObject({ error: { reference: task } });
    expect(verdict({ [orders]: { version: '1' } })).toMatchObject({ error: { kind: 'upgrade-failed' } });
  });
});

describe('the evidence of the report', () => {
  it('has every member as it is, and who is absent', () => {
    expect(verdict({ [replica]: { version: '1' }, [task]: 'absent' }, 'failed')).toEqual({
      verdict: 'done',
      evidence: { [`${orders}#version`]: '2', [`${replica}#version`]: '1', [`${task}#absent`]: true },
    });
  });

  it('does not ask what is under way to be the run’s own doing', () => {
    expect(verdict({ [orders]: { version: '2', settled: false } })).toMatchObject({ moving: false });
  });

  it.each(['passed', 'done'] as const)('wants the target where every step was %s', (end) => {
    expect(verdict({ [orders]: { version: '1' } }, end).verdict).toBe('fail');
  });

  it('wants neither target nor stillness of all where one of several steps did not come to it', () => {
    const two = planOf({ members: plan.members, steps: [stepOf('a'), stepOf('b')] });
    const seen = snapshotOf(5_000, { ...onTarget, [orders]: { version: '1' } });
    const dropped = stateOf(two, { a: { state: 'done' }, b: { state: 'dropped' } });
    expect(reportVerdict(dropped, seen, tinyDriver).verdict).toBe('done');
    const moving = snapshotOf(5_000, { ...onTarget, [task]: { version: '-', settled: false } });
    const left = stateOf(two, { a: { state: 'done' }, b: { state: 'done', remedy: 'tidy up' } });
    expect(reportVerdict(left, moving, tinyDriver).verdict).toBe('done');
  });

  it('takes any version of a member that has no target', () => {
    const { target: _target, ...untargeted } = memberOf(orders);
    const state = stateOf(planOf({ members: [untargeted] }), { a: { state: 'done' } });
    expect(reportVerdict(state, snapshotOf(5_000, onTarget), tinyDriver).verdict).toBe('done');
  });

  it('does not prove a member that is still changing by what is left to a person elsewhere', () => {
    const left = stateOf(plan, { a: { state: 'passed', remedy: 'see whether it is to run there' } });
    const seen = snapshotOf(5_000, { ...onTarget, [orders]: { version: '2', settled: false } });
    expect(reportVerdict(left, seen, tinyDriver).verdict).toBe('wait');
  });

  it('waits for no stillness where something is left to a person: it may move for ever', () => {
    const left = stateOf(plan, { a: { state: 'dropped', remedy: 'start it by hand' } });
    const seen = snapshotOf(5_000, { ...onTarget, [task]: { version: '-', settled: false } });
    expect(reportVerdict(left, seen, tinyDriver).verdict).toBe('done');
  });
});
