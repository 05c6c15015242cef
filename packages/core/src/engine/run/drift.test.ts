import { describe, expect, it } from 'vitest';
import type { StepMemory } from '../../contract/memory.ts';
import { firstIntent, memberOf, orders, planOf, replica, stateOf, stepOf } from '../../testing/plans.ts';
import { snapshotOf, type Tiny, tinyDriver } from '../../testing/tiny.ts';
import { driftOf } from './drift.ts';

const plan = planOf({
  members: [memberOf(orders), memberOf(replica, { role: 'replica' })],
  steps: [
    stepOf('replica', [], { member: replica, changes: [`${replica}#version`] }),
    stepOf('primary', ['replica'], { changes: [`${orders}#version`] }),
  ],
  fingerprint: { [`${orders}#version`]: '1', [`${orders}#size`]: 'S', [`${replica}#version`]: '1' },
});
const asPlanned = { [orders]: { version: '1', size: 'S' }, [replica]: { version: '1' } } as const;
const sent: Partial<StepMemory<Tiny>> = {
  state: 'open',
  intent: firstIntent,
};

function drift(
  seen: Parameters<typeof snapshotOf>[1],
  memories: Readonly<Record<string, Partial<StepMemory<Tiny>>>> = {},
  touched = true,
) {
  return driftOf(stateOf(plan, memories, { touched }), snapshotOf(5_000, seen), tinyDriver);
}

function message(seen: Parameters<typeof snapshotOf>[1], touched: boolean): string {
  const found = drift(seen, {}, touched);
  return found.drift === 'moved' ? found.error.message : found.drift;
}

describe('drift', () => {
  it('is none while all is as planned', () => {
    expect(drift(asPlanned, {}, false)).toEqual({ drift: 'none' });
  });

  it('names the field that moved, how it was planned and how it is', () => {
    const found = drift({ ...asPlanned, [orders]: { version: '1', size: 'L' } }, {}, false);
    expect(found).toMatchObject({
      drift: 'moved',
      error: { kind: 'stale-plan', moved: [{ field: `${orders}#size`, planned: 'S', seen: 'L' }] },
    });
    expect(JSON.stringify(found)).toContain('nothing was changed');
  });

  it('counts every field before the first mutation, also those that steps will change', () => {
    const found = drift({ ...asPlanned, [replica]: { version: '2' } }, { replica: { state: 'done' } }, false);
    expect(found).toMatchObject({ drift: 'moved', error: { moved: [{ field: `${replica}#version` }] } });
  });

  it.each<readonly [string, Partial<StepMemory<Tiny>>]>([
    ['sent', sent],
    ['was done', { state: 'done' }],
    ['was passed', { state: 'passed' }],
  ])('leaves out, later, what a step that %s changes itself', (_how, memory) => {
    expect(drift({ ...asPlanned, [replica]: { version: '2' } }, { replica: memory })).toEqual({
      drift: 'none',
    });
  });

  it('counts, later, what a step would change that has sent nothing', () => {
    const found = drift({ ...asPlanned, [orders]: { version: '2', size: 'S' } }, { replica: sent });
    expect(found).toMatchObject({ drift: 'moved', error: { moved: [{ field: `${orders}#version` }] } });
  });

  it('counts, later, what no step of this run changes', () => {
    const found = drift({ ...asPlanned, [orders]: { version: '1', size: 'L' } }, { replica: sent });
    expect(found).toMatchObject({ drift: 'moved' });
    expect(JSON.stringify(found)).not.toContain('nothing was changed');
  });

  it('is moved when a member is gone', () => {
    const found = drift({ ...asPlanned, [replica]: 'absent' }, {}, false);
    expect(found).toMatchObject({ drift: 'moved', error: { moved: [{ field: `${replica}#version` }] } });
  });

  it('is moved when a field is there that the plan did not see', () => {
    const found = drift({ ...asPlanned, [replica]: { version: '1', size: 'S' } }, {}, false);
    expect(found).toMatchObject({ drift: 'moved', error: { moved: [{ field: `${replica}#size` }] } });
  });

  it('is not known when a member could not be looked at', () => {
    expect(drift({ ...asPlanned, [replica]: 'not-looked' }, {}, false)).toEqual({ drift: 'not-looked' });
    expect(drift({ [orders]: asPlanned[orders] }, {}, false)).toEqual({ drift: 'not-looked' });
  });

  it('does not see what is volatile', () => {
    const busy = { [orders]: { version: '1', size: 'S', settled: false }, [replica]: { version: '1' } };
    expect(drift(busy, {}, false).drift).not.toBe('moved');
  });

  it('says before the first mutation that a member is still changing, and leaves it to the steps later', () => {
    const busy = { [orders]: { version: '1', size: 'S', settled: false }, [replica]: { version: '1' } };
    expect(drift(busy, {}, false)).toMatchObject({ drift: 'unsettled' });
    expect(drift(busy, {}, true)).toEqual({ drift: 'none' });
  });
});

describe('the words for drift', () => {
  it('say what was, what is, what did not happen, and what would help', () => {
    const bigger = { ...asPlanned, [orders]: { version: '1', size: 'L' } };
    expect(message(bigger, false)).toBe(
      `no longer as planned: ${orders}#size was S, is L; nothing was changed. Make a new plan`,
    );
    expect(message(bigger, true)).toBe(
      `no longer as planned: ${orders}#size was S, is L; nothing more was begun. Make a new plan`,
    );
  });

  it('say what is gone and what has come', () => {
    expect(message({ ...asPlanned, [replica]: 'absent' }, false)).toContain('#version was 1, is (absent);');
    expect(message({ ...asPlanned, [replica]: { version: '1', size: 'S' } }, false)).toContain(
      '#size was (absent), is S;',
    );
  });

  it('name three fields, and how many more there are', () => {
    const three = { [orders]: { version: '3', size: 'L' }, [replica]: { version: '3' } };
    expect(message(three, false)).not.toContain('more');
    const four = { ...three, [replica]: { version: '3', size: 'L' } };
    expect(message(four, false)).toBe(
      `no longer as planned: ${orders}#version was 1, is 3; ${orders}#size was S, is L; ` +
        `${replica}#version was 1, is 3; and 1 more; nothing was changed. Make a new plan`,
    );
  });

  it('name the first member that is still changing', () => {
    const busy = {
      [orders]: { version: '1', size: 'S', settled: false },
      [replica]: { version: '1', settled: false },
    };
    expect(drift(busy, {}, false)).toEqual({ drift: 'unsettled', reason: `${orders} is still changing` });
    const second = { ...asPlanned, [replica]: { version: '1', settled: false } };
    expect(drift(second, {}, false)).toEqual({ drift: 'unsettled', reason: `${replica} is still changing` });
  });
});
