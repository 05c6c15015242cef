import { errAsync, okAsync, ResultAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { decidedAt, fleetPlanOf, fleetStateOf, standing, waveOf, withInstances } from '../testing/fleets.ts';
import { afterInstanceHook, afterWaveHook } from './hook-answers.ts';
import { type Answered, HookDesk, type HookJob } from './hook-desk.ts';
import { hookJobs } from './hook-jobs.ts';
import type { Hook, HookAnswer, HookCall, HookName, Hooks } from './hooks.ts';
import type { FleetState, Hold } from './run.ts';

const plan = fleetPlanOf([waveOf('canary', ['north/1']), waveOf('rest', ['north/2', 'south/1'])]);
const instances = new Map(plan.instances.map((instance) => [instance.key, instance]));
const draining: Hold = { hold: 'draining', since: 0, reason: 'a person let it drain' };
const consenting: Hook = { timeout: 1_000, call: () => okAsync({}) };
const every: Hooks = {
  'before-wave': consenting,
  'after-wave': consenting,
  'before-instance': consenting,
  'after-instance': consenting,
};

function jobsOf(
  state: FleetState,
  now = 0,
  owner = 'me',
  underWay = false,
): { readonly state: FleetState; readonly jobs: readonly HookJob[] } {
  return hookJobs(state, instances, every, { owner, now, isUnderWay: () => underWay });
}

describe('which hooks are called', () => {
  it('is the one before a wave, then the one before each instance, and they are told what it is about', () => {
    const names: HookName[] = ['before-wave', 'before-instance'];
    const first = jobsOf(decidedAt(fleetStateOf(plan), 0, names));
    expect(first.jobs).toEqual([
      {
        target: { wave: 0 },
        about: {
          fleetRunId: 'fleet-1',
          fleet: 'all',
          wave: 'canary',
          hook: 'before-wave',
          instances: ['tiny://north/north-1'],
        },
      },
    ]);
    const next = jobsOf(decidedAt(afterWaveHook(first.state, 0, { hook: 'consent' }, 1), 1, names), 1);
    expect(next.jobs.map(({ about }) => about)).toEqual([
      {
        fleetRunId: 'fleet-1',
        fleet: 'all',
        wave: 'canary',
        hook: 'before-instance',
        reference: 'tiny://north/north-1',
        from: '1',
        to: '2',
      },
    ]);
  });

  it('is the one after an instance with its run and how that ended', () => {
    const finishing = fleetStateOf(plan, { 'north/1': { state: 'finishing', runId: 'r', result: 'failed' } });
    expect(jobsOf(finishing).jobs[0]?.about).toMatchObject({
      hook: 'after-instance',
      runId: 'r',
      result: 'failed',
    });
  });

  const preparing = fleetStateOf(plan, { 'north/1': { state: 'preparing' } });

  it('is none twice while somebody waits for its answer', () => {
    const called = jobsOf(preparing, 0);
    expect(called.jobs).toHaveLength(1);
    expect(jobsOf(called.state, 5, 'me', true).jobs).toEqual([]);
    expect(jobsOf(called.state, 5, 'another').jobs).toEqual([]);
  });

  it('is one again when the process that waited has died, and not before', () => {
    const { state } = jobsOf(preparing, 0);
    const until = state.instances.get('north/1')?.hook?.until ?? 0;
    expect(until).toBeGreaterThan(1_000);
    // A scheduler that goes by it comes back in time.
    expect(state.run.nextLookAt).toBeLessThanOrEqual(until);
    expect(jobsOf(state, until - 1, 'another').jobs).toEqual([]);
    expect(jobsOf(state, until, 'another').jobs).toHaveLength(1);
  });

  it('is none of a wave while a person has paused it', () => {
    const paused: Hold = { hold: 'paused', since: 0, reason: 'a person paused it' };
    const waiting = fleetStateOf(
      plan,
      {},
      { waves: [{ state: 'preparing' }, { state: 'waiting' }], hold: paused },
    );
    expect(jobsOf(waiting).jobs).toEqual([]);
  });

  it('is none before what will not begin any more: it is left out once nobody waits for an answer', () => {
    const called = jobsOf(decidedAt(fleetStateOf(plan), 0, ['before-instance'])).state;
    const stopping: FleetState = { ...called, run: { ...called.run, hold: draining } };
    const awaited = decidedAt(stopping, 5, ['before-instance']);
    expect(standing(awaited)['north/1']).toBe('preparing');
    expect(jobsOf(awaited, 5, 'another').jobs).toEqual([]);
    const until = called.instances.get('north/1')?.hook?.until ?? 0;
    const left = decidedAt(awaited, until, ['before-instance']);
    expect(standing(left)['north/1']).toBe('not-begun');
    expect(left.run.state).toBe('stopped');
  });
});

describe('the answer of a hook', () => {
  it('before an instance decides whether it begins', () => {
    const preparing = { state: 'preparing', beganAt: 0, hook: { by: 'me', until: 9 } } as const;
    expect(afterInstanceHook(preparing, { hook: 'consent' }, undefined, 5)).toEqual({
      state: 'running',
      beganAt: 0,
    });
    expect(afterInstanceHook(preparing, { hook: 'veto', reason: 'a sale' }, undefined, 5)).toMatchObject({
      state: 'vetoed',
      endedAt: 5,
      reason: 'vetoed: a sale',
    });
    const broken = afterInstanceHook(preparing, { hook: 'broken', reason: 'exit 1' }, undefined, 5);
    expect(broken).toMatchObject({ state: 'failed', endedAt: 5 });
    expect(broken.reason).toMatch(/exit 1; nothing was begun/);
    expect(afterInstanceHook(preparing, { hook: 'consent' }, draining, 5).state).toBe('not-begun');
  });

  it('after an instance can make a success a failure, never a failure a success', () => {
    const finishing = { state: 'finishing', runId: 'r', result: 'succeeded' } as const;
    expect(afterInstanceHook(finishing, { hook: 'consent' }, undefined, 5)).toEqual({
      state: 'succeeded',
      runId: 'r',
      endedAt: 5,
    });
    for (const hook of ['veto', 'broken'] as const) {
      const answered = afterInstanceHook(finishing, { hook, reason: 'slow' }, undefined, 5);
      expect(answered.state).toBe('failed');
      expect(answered.reason).toMatch(/slow; the upgrade itself succeeded/);
    }
    expect(
      afterInstanceHook({ ...finishing, result: 'failed' }, { hook: 'consent' }, undefined, 5).state,
    ).toBe('failed');
  });

  it('is without effect when nobody waits for it any more', () => {
    const ended = { state: 'succeeded' } as const;
    expect(afterInstanceHook(ended, { hook: 'veto', reason: 'late' }, undefined, 5)).toEqual(ended);
    const state = fleetStateOf(plan);
    expect(afterWaveHook(state, 0, { hook: 'veto', reason: 'late' }, 5)).toEqual(state);
    expect(afterWaveHook(state, 7, { hook: 'consent' }, 5)).toEqual(state);
  });

  it.each(['veto', 'broken'] as const)('around a wave: %s pauses the fleet run and says why', (hook) => {
    for (const stands of ['preparing', 'finishing'] as const) {
      const state = fleetStateOf(plan, {}, { waves: [{ state: stands }, { state: 'waiting' }] });
      const paused = afterWaveHook(state, 0, { hook, reason: 'a freeze' }, 5);
      expect(paused.run.hold).toMatchObject({ hold: 'paused', since: 5 });
      expect(paused.run.hold?.reason).toMatch(/the hook (before|after) wave "canary" .*a freeze/);
      expect(decidedAt(paused, 6, ['before-wave', 'after-wave']).run.state).toBe('running');
    }
  });

  it('leaves a wave to bake after the hook after it', () => {
    const baking = fleetPlanOf([waveOf('canary', ['north/1'], 50), waveOf('rest', ['north/2'])]);
    const state = fleetStateOf(
      baking,
      {},
      { waves: [{ state: 'finishing', endedAt: 5 }, { state: 'waiting' }] },
    );
    expect(afterWaveHook(state, 0, { hook: 'consent' }, 9).run.waves[0]?.state).toBe('baking');
    const last = fleetStateOf(baking, {}, { waves: [{ state: 'over' }, { state: 'finishing' }] });
    expect(afterWaveHook(last, 1, { hook: 'consent' }, 9).run.waves[1]?.state).toBe('over');
  });

  it('is called anew when a person goes on after a veto', () => {
    const hooks = ['before-wave'] as const;
    const asked = jobsOf(decidedAt(fleetStateOf(plan), 0, hooks));
    const vetoed = afterWaveHook(asked.state, 0, { hook: 'veto', reason: 'no' }, 1);
    const { hold: _over, ...released } = vetoed.run;
    expect(jobsOf(decidedAt({ ...vetoed, run: released }, 2, hooks), 2).jobs).toHaveLength(1);
  });
});

describe('calling a hook', () => {
  const about: HookCall = {
    fleetRunId: 'f',
    fleet: 'all',
    wave: 'canary',
    hook: 'before-wave',
    instances: [],
  };

  /** A clock whose sleeps end when the test says so. */
  function desk(hook: Hook['call']): {
    readonly desk: HookDesk;
    readonly answer: Promise<Answered>;
    readonly late: () => void;
  } {
    let late: (() => void) | undefined;
    const sleep = (_duration: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        late = resolve;
        signal?.addEventListener('abort', () => resolve());
      });
    const made = new HookDesk({ 'before-wave': { timeout: 3_000, call: hook } }, { now: () => 0, sleep });
    const answer = new Promise<Answered>((resolve) => {
      made.onAnswer(() => made.take().forEach(resolve));
    });
    made.call({ target: { wave: 0 }, about });
    return { desk: made, answer, late: () => late?.() };
  }

  it('gives its consent or its veto', async () => {
    expect(await desk(() => okAsync({})).answer).toEqual({
      target: { wave: 0 },
      result: { hook: 'consent' },
    });
    expect((await desk(() => okAsync({ veto: 'no' })).answer).result).toEqual({ hook: 'veto', reason: 'no' });
  });

  it.each<[string, Hook['call'], RegExp]>([
    ['fails', () => errAsync({ message: 'it ended with 1' }), /it ended with 1/],
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      /boom/,
    ],
    [
      'rejects',
      () => new ResultAsync<HookAnswer, { message: string }>(Promise.reject(new Error('boom'))),
      /boom/,
    ],
  ])('that %s is broken, never a consent', async (_what, call, reason) => {
    const { result } = await desk(call).answer;
    expect(result.hook).toBe('broken');
    expect('reason' in result && result.reason).toMatch(reason);
  });

  it('that hangs is broken after its time', async () => {
    const hanging = desk(() => new ResultAsync<HookAnswer, { message: string }>(new Promise(() => {})));
    expect(hanging.desk.isUnderWay({ wave: 0 })).toBe(true);
    hanging.late();
    expect((await hanging.answer).result).toEqual({ hook: 'broken', reason: 'no answer within 3 s' });
    expect(hanging.desk.isUnderWay({ wave: 0 })).toBe(false);
  });
});

describe('two hooks of one fleet', () => {
  it('are waited for apart', () => {
    const both = withInstances(fleetStateOf(plan), {
      'north/2': { state: 'preparing' },
      'south/1': { state: 'preparing' },
    });
    const { state, jobs } = jobsOf(both);
    expect(jobs.map(({ target }) => target)).toEqual([{ instance: 'north/2' }, { instance: 'south/1' }]);
    const answered = hookJobs(state, instances, every, {
      owner: 'me',
      now: 5,
      isUnderWay: (target) => 'instance' in target && target.instance === 'north/2',
    });
    // Its own, of which the desk knows nothing any more: what came of it was not stored.
    expect(answered.jobs.map(({ target }) => target)).toEqual([{ instance: 'south/1' }]);
  });
});
