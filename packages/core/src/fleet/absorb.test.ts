import { describe, expect, it } from 'vitest';
import type { UpgradeOutcome } from '../contract/outcome.ts';
import type { Provider } from '../contract/provider.ts';
import type { Run } from '../contract/run.ts';
import type { RunState } from '../engine/run/state.ts';
import { fleetPlanOf, waveOf } from '../testing/fleets.ts';
import { outcomeOf, planOf, stateOf } from '../testing/plans.ts';
import type { Tiny } from '../testing/tiny.ts';
import { absorbRun, notStarted, outOfReach } from './absorb.ts';
import type { FleetInstanceRun, Hold } from './run.ts';

const running: FleetInstanceRun = { state: 'running', runId: 'run-1', beganAt: 1 };
const waves = [waveOf('all', ['north/1'])];
const byInstance = { plan: fleetPlanOf(waves) };
const byTransition = { plan: fleetPlanOf(waves, {}, { approval: 'transitions' }) };
const paused: Hold = { hold: 'paused', since: 0, reason: 'a person paused it' };

function endedRun(outcome: Partial<UpgradeOutcome<Tiny>>, run: Partial<Run<Tiny>> = {}): RunState<Provider> {
  const whole = outcomeOf({ result: 'failed', summary: 'as it went', ...outcome });
  const state = whole.result === 'needs-operator' ? 'needs-operator' : 'ended';
  return stateOf(planOf(), {}, { state, outcome: whole, ...run });
}

const stale = endedRun({
  result: 'failed',
  error: { kind: 'stale-plan', message: 'version moved', moved: [] },
});

describe('what the run of an instance has come to', () => {
  it.each(['succeeded', 'failed', 'cancelled'] as const)('is taken over: %s', (result) => {
    expect(absorbRun(running, endedRun({ result }), byInstance, false, 9)).toEqual({
      ...running,
      state: result,
      endedAt: 9,
      reason: 'as it went',
    });
  });

  it('waits for the hook after it, where there is one', () => {
    const absorbed = absorbRun(running, endedRun({ result: 'succeeded' }), byInstance, true, 9);
    expect(absorbed).toMatchObject({ state: 'finishing', result: 'succeeded' });
    expect(absorbed.endedAt).toBe(undefined);
  });

  it('says what a person has to do', () => {
    const absorbed = absorbRun(
      running,
      endedRun({ result: 'needs-operator', todo: ['start task a'] }),
      byInstance,
      true,
      9,
    );
    expect(absorbed).toMatchObject({ state: 'needs-operator', runId: 'run-1', todo: ['start task a'] });
  });

  it('is nothing while it goes on, or when it is about another run', () => {
    expect(absorbRun(running, stateOf(planOf()) as RunState<Provider>, byInstance, false, 9)).toBe(running);
    const other = { ...running, runId: 'run-2' };
    expect(absorbRun(other, endedRun({}), byInstance, false, 9)).toBe(other);
    const settled: FleetInstanceRun = { ...running, state: 'succeeded' };
    expect(absorbRun(settled, endedRun({}), byInstance, false, 9)).toBe(settled);
  });
});

describe('a plan that is stale at its turn', () => {
  it('fails where instances were approved', () => {
    expect(absorbRun(running, stale, byInstance, false, 9)).toMatchObject({
      state: 'failed',
      error: { kind: 'stale-plan' },
    });
  });

  it('is made anew where transitions were approved, also in a pause, three times at most', () => {
    for (const hold of [{}, { hold: paused }]) {
      let instance = running;
      for (const replanned of [1, 2, 3]) {
        instance = absorbRun({ ...instance, runId: 'run-1' }, stale, { ...byTransition, ...hold }, true, 9);
        expect(instance).toMatchObject({ state: 'running', replanned });
        expect(instance.runId).toBe(undefined);
      }
      expect(
        absorbRun({ ...instance, runId: 'run-1' }, stale, { ...byTransition, ...hold }, false, 9).state,
      ).toBe('failed');
    }
  });

  it('is not made anew while the fleet run stops, nor once something was changed', () => {
    const draining: Hold = { ...paused, hold: 'draining' };
    expect(absorbRun(running, stale, { ...byTransition, hold: draining }, false, 9).state).toBe('failed');
    const touched = { ...stale, run: { ...stale.run, touched: true } };
    expect(absorbRun(running, touched, byTransition, false, 9).state).toBe('failed');
  });
});

describe('an instance without a run that goes on', () => {
  it('has failed where it could not be started', () => {
    const error = { kind: 'claimed', message: 'another run has it', claims: [] } as const;
    expect(notStarted({ state: 'running', beganAt: 1 }, error, 9)).toMatchObject({
      state: 'failed',
      endedAt: 9,
      reason: error.message,
    });
  });

  it('needs an operator where its login is refused, and keeps its run', () => {
    const error = { kind: 'credentials', cause: 'expired', message: 'the login has expired' } as const;
    const lost = outOfReach(running, error, 9);
    expect(lost).toMatchObject({ state: 'needs-operator', runId: 'run-1', reason: error.message });
    expect(lost.todo).toHaveLength(1);
  });
});
