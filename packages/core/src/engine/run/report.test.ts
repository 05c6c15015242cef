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
