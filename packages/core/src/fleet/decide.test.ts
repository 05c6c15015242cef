import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidedAt, fleetPlanOf, fleetStateOf, standing, waveOf, withInstances } from '../testing/fleets.ts';
import { afterInstanceHook, afterWaveHook } from './hook-answers.ts';
import type { FleetLimits } from './plan.ts';
import { type FleetState, type InstanceState, isSettled, isUnderWay } from './run.ts';
import { wishesOfRuns } from './start-runs.ts';
import { grantWishes } from './wishes.ts';

const two = [waveOf('canary', ['north/1']), waveOf('rest', ['north/2', 'north/3', 'south/1'])];
const stateOfTwo = (limits: Partial<FleetLimits> = {}): FleetState => fleetStateOf(fleetPlanOf(two, limits));
const wavesOf = ({ run }: FleetState): string[] => run.waves.map(({ state }) => state);

describe('a fleet run', () => {
  it('begins with its first wave, and with the next one when all of it is over', () => {
    const first = decidedAt(stateOfTwo(), 10);
    expect(standing(first)).toEqual({
      'north/1': 'running',
      'north/2': 'waiting',
      'north/3': 'waiting',
      'south/1': 'waiting',
    });
    expect(decidedAt(first, 20)).toEqual({ ...first, run: { ...first.run, nextLookAt: expect.any(Number) } });
    const second = decidedAt(withInstances(first, { 'north/1': { state: 'succeeded' } }), 30);
    expect(wavesOf(second)).toEqual(['over', 'running']);
    expect(standing(second)['south/1']).toBe('running');
    const over = decidedAt(
      withInstances(second, {
        'north/2': { state: 'succeeded' },
        'north/3': { state: 'vetoed' },
        'south/1': { state: 'cancelled' },
      }),
      40,
    );
    expect(over.run).toMatchObject({ state: 'ended', endedAt: 40 });
  });

  it('keeps its limits, over all and in one account and region', () => {
    const limits = { maxConcurrency: 2, maxConcurrencyPerScope: 1 };
    const state = withInstances(decidedAt(stateOfTwo(limits), 0), { 'north/1': { state: 'succeeded' } });
    expect(standing(decidedAt(state, 1))).toMatchObject({
      'north/2': 'running',
      'north/3': 'waiting',
      'south/1': 'running',
    });
  });

  it('lets a wave bake before the next one, and says when it will go on', () => {
    const plan = fleetPlanOf([waveOf('canary', ['north/1'], 500), waveOf('rest', ['north/2'], 500)]);
    const begun = decidedAt(fleetStateOf(plan), 0);
    const baking = decidedAt(withInstances(begun, { 'north/1': { state: 'succeeded' } }), 100);
    expect(wavesOf(baking)).toEqual(['baking', 'waiting']);
    expect(baking.run.nextLookAt).toBe(600);
    expect(wavesOf(decidedAt(baking, 599))).toEqual(['baking', 'waiting']);
    const second = decidedAt(baking, 600);
    expect(wavesOf(second)).toEqual(['over', 'running']);
    // After the last one there is nothing to wait for.
    const over = decidedAt(withInstances(second, { 'north/2': { state: 'succeeded' } }), 700);
    expect(over.run.state).toBe('ended');
  });

  it('begins nothing while its calendar is closed, and wakes when it opens', () => {
    const calendar = { hours: { from: '22:00', to: '23:00' } };
    const noon = Date.parse('2026-11-20T12:00:00Z');
    const closed = decidedAt(stateOfTwo({ calendar, maxConcurrency: 1 }), noon);
    expect(standing(closed)['north/1']).toBe('waiting');
    expect(closed.run.nextLookAt).toBe(noon + 10 * 3_600_000);
    const open = decidedAt(closed, noon + 10 * 3_600_000);
    expect(standing(open)['north/1']).toBe('running');
    const later = noon + 11 * 3_600_000;
    const rest = decidedAt(withInstances(open, { 'north/1': { state: 'succeeded' } }), later);
    expect(standing(rest)['north/2']).toBe('waiting');
  });

  it('begins nothing new with one failure more than may be; what is under way ends, and it stops', () => {
    const state = fleetStateOf(fleetPlanOf(two, { maxErrors: 1, maxConcurrency: 2 }), {
      'north/1': { state: 'failed' },
      'north/2': { state: 'needs-operator', runId: 'r2' },
      'north/3': { state: 'running', runId: 'r3' },
    });
    const draining = decidedAt(
      { ...state, run: { ...state.run, waves: [{ state: 'over' }, { state: 'running' }] } },
      5,
    );
    expect(draining.run).toMatchObject({ state: 'running', hold: { hold: 'draining', since: 5 } });
    expect(draining.run.hold?.reason).toBe('2 failed, and 1 at most may');
    expect(standing(draining)).toMatchObject({ 'north/3': 'running', 'south/1': 'not-begun' });
    const stopped = decidedAt(withInstances(draining, { 'north/3': { state: 'succeeded' } }), 9);
    expect(stopped.run).toMatchObject({ state: 'stopped', endedAt: 9 });
  });

  it('goes on with as many failures as may be, and counts no veto and no cancel as one', () => {
    const state = fleetStateOf(
      fleetPlanOf(two, { maxErrors: 1 }),
      { 'north/1': { state: 'failed' }, 'north/2': { state: 'vetoed' }, 'north/3': { state: 'cancelled' } },
      { waves: [{ state: 'over' }, { state: 'running' }] },
    );
    expect(standing(decidedAt(state, 5))['south/1']).toBe('running');
  });

  it('asks the hooks first where there are some', () => {
    const asked = decidedAt(stateOfTwo(), 0, ['before-wave', 'before-instance']);
    expect(wavesOf(asked)).toEqual(['preparing', 'waiting']);
    expect(standing(asked)['north/1']).toBe('waiting');
    const allowed = decidedAt(afterWaveHook(asked, 0, { hook: 'consent' }, 1), 1, [
      'before-wave',
      'before-instance',
    ]);
    expect(standing(allowed)['north/1']).toBe('preparing');
  });

  it('ends while it drains although the hook after a wave says no', () => {
    const hooks = ['after-wave'] as const;
    const begun = decidedAt(stateOfTwo(), 0, hooks);
    const drained = grantWishes(begun, { drain: 1 }, 1);
    const finishing = decidedAt(withInstances(drained, { 'north/1': { state: 'succeeded' } }), 2, hooks);
    expect(wavesOf(finishing)[0]).toBe('finishing');
    const vetoed = decidedAt(afterWaveHook(finishing, 0, { hook: 'veto', reason: 'no' }, 3), 3, hooks);
    expect(vetoed.run.state).toBe('stopped');
  });
});

const atFirst = (): FleetState => decidedAt(stateOfTwo({ maxErrors: 5 }), 0);

describe('what people ask for', () => {
  it('pauses: nothing new begins until it is resumed', () => {
    const paused = grantWishes(atFirst(), { pause: 5 }, 6);
    expect(paused.run.hold).toMatchObject({ hold: 'paused', since: 6 });
    const still = decidedAt(withInstances(paused, { 'north/1': { state: 'succeeded' } }), 7);
    expect(wavesOf(still)).toEqual(['over', 'waiting']);
    expect(still.run.state).toBe('running');
    const resumed = decidedAt(grantWishes(still, { continue: 8 }, 9), 9);
    expect(resumed.run.hold).toBe(undefined);
    expect(standing(resumed)['north/2']).toBe('running');
  });

  it('drains: what is under way ends, then it stops; resumed, it goes on with what is left', () => {
    const draining = decidedAt(grantWishes(atFirst(), { drain: 5 }, 5), 5);
    expect(standing(draining)).toMatchObject({ 'north/1': 'running' });
    const stopped = decidedAt(withInstances(draining, { 'north/1': { state: 'succeeded' } }), 6);
    expect(stopped.run.state).toBe('stopped');
    expect(standing(stopped)).toMatchObject({ 'north/2': 'not-begun', 'south/1': 'not-begun' });
    const resumed = decidedAt(grantWishes(stopped, { continue: 7 }, 7), 7);
    expect(resumed.run).toMatchObject({ state: 'running', waves: [{ state: 'over' }, { state: 'running' }] });
    expect(resumed.run.endedAt).toBe(undefined);
    expect(standing(resumed)).toMatchObject({ 'north/1': 'succeeded', 'north/2': 'running' });
  });

  it('goes on after too many failures with what was not begun and what needed an operator', () => {
    const state = fleetStateOf(
      fleetPlanOf(two),
      { 'north/1': { state: 'needs-operator', runId: 'r1', reason: 'look', todo: ['x'], endedAt: 4 } },
      { waves: [{ state: 'running', beganAt: 1 }, { state: 'waiting' }] },
    );
    const stopped = decidedAt(state, 5);
    expect(stopped.run.state).toBe('stopped');
    const resumed = decidedAt(grantWishes(stopped, { continue: 6 }, 6), 6);
    expect(resumed.run.state).toBe('running');
    expect(resumed.instances.get('north/1')).toEqual({ state: 'running', runId: 'r1', beganAt: 6 });
    expect(standing(resumed)['north/2']).toBe('waiting');
  });

  it('keeps to the limits with what needed an operator as well; what has no turn yet still says what it needs', () => {
    const keys = ['north/1', 'north/2', 'north/3'];
    const needy = { state: 'needs-operator', reason: 'look', todo: ['x'], endedAt: 4 } as const;
    const state = fleetStateOf(
      fleetPlanOf([waveOf('all', keys)], { maxConcurrency: 1, maxErrors: 5 }),
      Object.fromEntries(keys.map((key) => [key, { ...needy, runId: `run-${key}` }])),
      { state: 'stopped', waves: [{ state: 'over' }] },
    );
    const hooks = ['before-instance'] as const;
    const resumed = decidedAt(grantWishes(state, { continue: 6 }, 6), 6, hooks);
    expect(standing(resumed)).toEqual({ 'north/1': 'running', 'north/2': 'waiting', 'north/3': 'waiting' });
    expect(wishesOfRuns(state, resumed)).toEqual([{ key: 'north/1', runId: 'run-north/1', wish: 'reopen' }]);
    const next = decidedAt(withInstances(resumed, { 'north/1': { state: 'succeeded' } }), 7, hooks);
    expect(wishesOfRuns(resumed, next)).toEqual([{ key: 'north/2', runId: 'run-north/2', wish: 'reopen' }]);
    const drained = decidedAt(grantWishes(next, { drain: 8 }, 8), 8, hooks);
    expect(drained.instances.get('north/3')).toEqual({ ...needy, runId: 'run-north/3', endedAt: 8 });
  });

  it('forgives what failed before a person said to go on, and not what fails after', () => {
    const stopped = decidedAt(
      withInstances(decidedAt(stateOfTwo(), 0), { 'north/1': { state: 'failed' } }),
      5,
    );
    expect(stopped.run.state).toBe('stopped');
    const resumed = decidedAt(grantWishes(stopped, { continue: 6 }, 6), 6);
    expect(standing(resumed)['north/2']).toBe('running');
    const again = decidedAt(withInstances(resumed, { 'north/2': { state: 'failed' } }), 7);
    expect(again.run.hold?.hold).toBe('draining');
  });

  it('takes the latest of several, in the order in which they were made', () => {
    expect(grantWishes(atFirst(), { pause: 1, continue: 2 }, 3).run.hold).toBe(undefined);
    expect(grantWishes(atFirst(), { continue: 1, pause: 2 }, 3).run.hold?.hold).toBe('paused');
    expect(grantWishes(atFirst(), { drain: 1, pause: 2 }, 3).run.hold?.hold).toBe('draining');
    expect(grantWishes(atFirst(), { pause: 1, cancel: 2 }, 3).run.hold?.hold).toBe('cancelling');
    expect(grantWishes(atFirst(), { cancel: 1, drain: 2 }, 3).run.hold?.hold).toBe('cancelling');
  });

  it('is without effect on a fleet run that has ended', () => {
    const plan = fleetPlanOf([waveOf('all', ['north/1'])]);
    const ended = decidedAt(fleetStateOf(plan, { 'north/1': { state: 'succeeded' } }), 5);
    expect(ended.run.state).toBe('ended');
    for (const wish of ['pause', 'drain', 'cancel', 'continue'] as const)
      expect(grantWishes(ended, { [wish]: 6 }, 6)).toEqual(ended);
  });
});

/** What may happen between two decisions. */
type Happening =
  | { readonly happens: 'end'; readonly which: number; readonly as: InstanceState }
  | { readonly happens: 'answer'; readonly which: number; readonly result: 'consent' | 'veto' | 'broken' }
  | { readonly happens: 'wish'; readonly wish: 'pause' | 'continue' | 'drain' | 'cancel' }
  | { readonly happens: 'time'; readonly passes: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      happens: fc.constant('end' as const),
      which: fc.nat(9),
      as: fc.constantFrom<InstanceState[]>(
        'succeeded',
        'succeeded',
        'succeeded',
        'failed',
        'cancelled',
        'needs-operator',
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      happens: fc.constant('answer' as const),
      which: fc.nat(9),
      result: fc.constantFrom('consent' as const, 'consent' as const, 'veto' as const, 'broken' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      happens: fc.constant('wish' as const),
      wish: fc.constantFrom(
        'pause' as const,
        'continue' as const,
        'continue' as const,
        'drain' as const,
        'cancel' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ happens: fc.constant('time' as const), passes: fc.nat(50) }) },
);

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const anyLimits = fc.record({
  maxConcurrency: fc.integer({ min: 1, max: 4 }),
  maxConcurrencyPerScope: fc.integer({ min: 1, max: 3 }),
  maxErrors: fc.integer({ min: 0, max: 3 }),
});
const hookSets = fc.subarray(['before-wave', 'after-wave', 'before-instance', 'after-instance'] as const);

function happen(state: FleetState, what: Happening, hooks: readonly string[], now: number): FleetState {
  switch (what.happens) {
    case 'end': {
      const running = [...state.instances].filter(([, instance]) => instance.state === 'running');
      const [key] = running[what.which % Math.max(1, running.length)] ?? [];
      if (key === undefined) return state;
      const finishes = hooks.includes('after-instance') && what.as !== 'needs-operator';
      const result = what.as === 'succeeded' ? 'succeeded' : 'failed';
      return withInstances(state, { [key]: finishes ? { state: 'finishing', result } : { state: what.as } });
    }
    case 'answer': {
      const result = what.result === 'consent' ? { hook: what.result } : { hook: what.result, reason: 'no' };
      const asked = [...state.instances].filter(
        ([, { state: at }]) => at === 'preparing' || at === 'finishing',
      );
      const [key, instance] = asked[what.which % Math.max(1, asked.length)] ?? [];
      if (key !== undefined && instance)
        return withInstances(state, { [key]: afterInstanceHook(instance, result, state.run.hold, now) });
      const wave = state.run.waves.findIndex(({ state: at }) => at === 'preparing' || at === 'finishing');
      return wave < 0 ? state : afterWaveHook(state, wave, result, now);
    }
    case 'wish':
      return grantWishes(state, { [what.wish]: now }, now);
    case 'time':
      return state;
  }
}

function checkStep(before: FleetState, after: FleetState, resumed: boolean): void {
  const { plan } = after.run;
  const begun = [...after.instances].filter(
    ([key, { state }]) => isUnderWay(state) && before.instances.get(key)?.state === 'waiting',
  );
  if (begun.length > 0) {
    expect(after.run.hold).toBe(undefined);
    const underWay = [...after.instances].filter(([, { state }]) => isUnderWay(state)).map(([key]) => key);
    expect(underWay.length).toBeLessThanOrEqual(plan.limits.maxConcurrency);
    for (const [key] of begun) {
      const inScope = underWay.filter((other) => other.split('/')[0] === key.split('/')[0]);
      expect(inScope.length).toBeLessThanOrEqual(plan.limits.maxConcurrencyPerScope ?? 1);
    }
    const errors = [...after.instances.values()].filter(
      ({ state }) => state === 'failed' || state === 'needs-operator',
    );
    expect(errors.length - after.run.forgiven).toBeLessThanOrEqual(plan.limits.maxErrors);
  }
  for (const [index, wave] of plan.waves.entries()) {
    if (!begun.some(([key]) => wave.instances.includes(key))) continue;
    const earlier = plan.waves.slice(0, index).flatMap(({ instances }) => instances);
    expect(earlier.every((key) => isSettled(after.instances.get(key)?.state ?? 'waiting'))).toBe(true);
  }
  for (const [key, { state }] of after.instances) {
    const was = before.instances.get(key)?.state ?? 'waiting';
    if (was === 'succeeded' || was === 'failed' || was === 'vetoed') expect(state).toBe(was);
    if (was === 'running' && !resumed)
      expect(['running', 'finishing', 'succeeded', 'failed', 'cancelled', 'needs-operator']).toContain(state);
  }
}

describe('whatever happens to a fleet run', () => {
  it('keeps waves in order and limits kept, and begins nothing while it is held', () => {
    fc.assert(
      fc.property(
        sizes,
        anyLimits,
        hookSets,
        fc.array(happening, { maxLength: 80 }),
        (drawn, limits, hooks, script) => {
          const waves = drawn.map((size, wave) =>
            waveOf(
              `w${wave}`,
              Array.from({ length: size }, (_, index) => `${index % 2 ? 'a' : 'b'}/${wave}-${index}`),
              wave * 3,
            ),
          );
          let now = 0;
          let state = decidedAt(fleetStateOf(fleetPlanOf(waves, limits)), now, hooks);
          for (const what of script) {
            now += what.happens === 'time' ? what.passes : 1;
            const happened = happen(state, what, hooks, now);
            const decided = decidedAt(happened, now, hooks);
            checkStep(happened, decided, what.happens === 'wish');
            // Deciding again without news changes nothing.
            expect(standing(decidedAt(decided, now, hooks))).toEqual(standing(decided));
            state = decided;
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('ends, once nobody holds it and all that was asked is answered', () => {
    fc.assert(
      fc.property(
        sizes,
        anyLimits,
        hookSets,
        fc.array(happening, { maxLength: 30 }),
        (drawn, limits, hooks, script) => {
          const waves = drawn.map((size, wave) =>
            waveOf(
              `w${wave}`,
              Array.from({ length: size }, (_, index) => `a/${wave}-${index}`),
              5,
            ),
          );
          let now = 0;
          let state = decidedAt(fleetStateOf(fleetPlanOf(waves, limits)), now, hooks);
          for (const what of script) state = decidedAt(happen(state, what, hooks, (now += 1)), now, hooks);
          state = decidedAt(grantWishes(state, { continue: now }, now), now, hooks);
          const instances = drawn.reduce((sum, size) => sum + size, 0);
          for (
            let step = 0;
            step < 6 * instances + 20 * drawn.length && state.run.state === 'running';
            step += 1
          ) {
            now += 5;
            const answered = happen(state, { happens: 'answer', which: 0, result: 'consent' }, hooks, now);
            state = decidedAt(
              happen(answered, { happens: 'end', which: 0, as: 'succeeded' }, hooks, now),
              now,
              hooks,
            );
          }
          expect(state.run.state).not.toBe('running');
          expect([...state.instances.values()].every(({ state: stands }) => isSettled(stands))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
