import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleetPlanOf, fleetStateOf, waveOf } from '../testing/fleets.ts';
import { forecastFleet } from './forecast.ts';
import type { FleetLimits } from './plan.ts';
import { fleetProgress } from './progress.ts';
import { type Scheduled, schedule } from './schedule.ts';

const noon = Date.parse('2026-11-20T12:00:00Z');
const hour = 3_600_000;
const limitsOf = (more: Partial<FleetLimits> = {}): FleetLimits => ({
  maxConcurrency: 2,
  maxErrors: 0,
  ...more,
});
const jobsOf = (...jobs: [string, number][]): ReadonlyMap<string, Scheduled> =>
  new Map(jobs.map(([key, duration]) => [key, { key, scope: key.split('/')[0] ?? '', duration }]));

describe('a schedule', () => {
  it('goes wave after wave, with the time to bake in between', () => {
    const waves = [waveOf('canary', ['a/1'], 50), waveOf('rest', ['a/2', 'a/3', 'a/4'])];
    const times = schedule(waves, jobsOf(['a/1', 10], ['a/2', 10], ['a/3', 20], ['a/4', 5]), limitsOf(), 0);
    expect(Object.fromEntries([...times].map(([key, { begin, end }]) => [key, [begin, end]]))).toEqual({
      'a/1': [0, 10],
      'a/2': [60, 70],
      'a/3': [60, 80],
      'a/4': [70, 75],
    });
  });

  it('lets another account go first where one is at its limit', () => {
    const jobs = jobsOf(['a/1', 10], ['a/2', 10], ['b/1', 10]);
    const limits = limitsOf({ maxConcurrencyPerScope: 1 });
    const times = schedule([waveOf('all', [...jobs.keys()])], jobs, limits, 0);
    expect(times.get('b/1')?.begin).toBe(0);
    expect(times.get('a/2')?.begin).toBe(10);
  });

  it('begins where the calendar is open, and interrupts nothing where it closes', () => {
    const calendar = { hours: { from: '22:00', to: '23:00' } };
    const jobs = jobsOf(['a/1', 2 * hour], ['a/2', hour]);
    const times = schedule(
      [waveOf('all', [...jobs.keys()])],
      jobs,
      limitsOf({ maxConcurrency: 1, calendar }),
      noon,
    );
    expect(times.get('a/1')).toEqual({ begin: noon + 10 * hour, end: noon + 12 * hour });
    expect(times.get('a/2')?.begin).toBe(noon + 34 * hour);
  });

  const jobs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 50 })), {
    minLength: 1,
    maxLength: 40,
  });
  const limits = fc.record({
    maxConcurrency: fc.integer({ min: 1, max: 8 }),
    maxConcurrencyPerScope: fc.integer({ min: 1, max: 4 }),
  });

  it('never exceeds a limit, and is never longer than one after the other nor shorter than it can be', () => {
    fc.assert(
      fc.property(jobs, limits, (drawn, { maxConcurrency, maxConcurrencyPerScope }) => {
        const named = drawn.map(([scope, duration], index): [string, number] => [
          `${scope}/${index}`,
          duration,
        ]);
        const all = jobsOf(...named);
        const limit = limitsOf({ maxConcurrency, maxConcurrencyPerScope });
        const times = schedule([waveOf('all', [...all.keys()])], all, limit, 0);
        expect(times.size).toBe(drawn.length);
        for (const { begin } of times.values()) {
          const now = [...times].filter(([, other]) => other.begin <= begin && begin < other.end);
          expect(now.length).toBeLessThanOrEqual(maxConcurrency);
          for (const scope of ['a', 'b', 'c']) {
            const inScope = now.filter(([key]) => key.startsWith(scope));
            expect(inScope.length).toBeLessThanOrEqual(maxConcurrencyPerScope);
          }
        }
        const durations = drawn.map(([, duration]) => duration);
        const work = durations.reduce((sum, duration) => sum + duration, 0);
        const makespan = Math.max(...[...times.values()].map(({ end }) => end));
        expect(makespan).toBeGreaterThanOrEqual(Math.max(...durations, work / maxConcurrency));
        expect(makespan).toBeLessThanOrEqual(work);
      }),
    );
  });

  it('leaves no room unused where one account could use it', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 8 }), (drawn, maxConcurrency) => {
        const all = jobsOf(
          ...drawn.map(([scope, duration], index): [string, number] => [`${scope}/${index}`, duration]),
        );
        const times = schedule([waveOf('all', [...all.keys()])], all, limitsOf({ maxConcurrency }), 0);
        const durations = drawn.map(([, duration]) => duration);
        const work = durations.reduce((sum, duration) => sum + duration, 0);
        const longest = Math.max(...durations);
        const makespan = Math.max(...[...times.values()].map(({ end }) => end));
        // Graham: no worse than work over concurrency, and what the last one adds.
        expect(makespan).toBeLessThanOrEqual(work / maxConcurrency + longest);
      }),
    );
  });
});

describe('a forecast', () => {
  const waves = [waveOf('canary', ['north/1']), waveOf('rest', ['north/2', 'south/1'])];

  it('says how long, how many calls, what is interrupted and what would be late', () => {
    const { instances, limits } = fleetPlanOf(waves);
    expect(forecastFleet(instances, waves, limits, 1_000, 1_150)).toEqual({
      makespan: 200,
      calls: 3,
      interruption: { median: 1, longest: 1 },
      quota: {},
      late: ['north/2', 'south/1'],
    });
  });

  it('counts what a calendar that never opens keeps out as late', () => {
    const calendar = { freezes: [{ from: '1970-01-01', to: '2999-01-01' }] };
    const { instances, limits } = fleetPlanOf(waves, { calendar });
    expect(forecastFleet(instances, waves, limits, noon, noon + 1).late).toHaveLength(3);
  });

  it('names the quota that further instances need, by scope', () => {
    const plan = fleetPlanOf(waves);
    const instances = plan.instances.map((instance) => ({
      ...instance,
      plan: { ...instance.plan, forecast: { ...instance.plan.forecast, furtherInstances: 1 } },
    }));
    expect(forecastFleet(instances, waves, plan.limits, 0, undefined).quota).toEqual({
      'tiny/default/north': 2,
      'tiny/default/south': 1,
    });
  });
});

describe('the time left', () => {
  it('is that of what is under way, whatever the calendar says about what is not', () => {
    const calendar = { hours: { from: '22:00', to: '23:00' } };
    const plan = fleetPlanOf([waveOf('all', ['north/1'])], { calendar });
    const state = fleetStateOf(
      plan,
      { 'north/1': { state: 'running', runId: 'r', beganAt: noon - 60 } },
      { waves: [{ state: 'running', beganAt: noon - 60 }] },
    );
    const shown = fleetProgress(state, { now: noon, reasonOf: () => undefined, problems: {} });
    expect(shown.timeLeft).toBe(40);
  });
});
