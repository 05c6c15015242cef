import { describe, expect, it } from 'vitest';
import { planOf, stateOf, stepOf } from '../../testing/plans.ts';
import { isHalting, memoryOf, openSteps } from './state.ts';

const plan = planOf({ steps: [stepOf('a'), stepOf('b'), stepOf('c')] });

describe('the state of a run', () => {
  it('has the memory of each step; another is a fault that names it', () => {
    const state = stateOf(plan, { b: { attempts: 3 } });
    expect(memoryOf(state, 'b').attempts).toBe(3);
    expect(() => memoryOf(state, 'd')).toThrow('no memory of step d');
  });

  it('has open those steps that are, and neither what is to come nor what is over', () => {
    const state = stateOf(plan, { a: { state: 'done' }, b: { state: 'open' } });
    expect(openSteps(state).map(({ id }) => id)).toEqual(['b']);
  });

  it('halts at a cancel, a failure and an operator, and at nothing else', () => {
    expect(isHalting(stateOf(plan, {}, { cancelRequestedAt: 1 }))).toBe(true);
    expect(isHalting(stateOf(plan, { b: { state: 'failed' } }))).toBe(true);
    expect(isHalting(stateOf(plan, { report: { state: 'operator' } }))).toBe(true);
    expect(isHalting(stateOf(plan, { a: { state: 'dropped' }, b: { state: 'done' } }))).toBe(false);
  });
});
