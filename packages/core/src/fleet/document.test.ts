import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleetPlanOf, fleetStateOf, waveOf } from '../testing/fleets.ts';
import { errorOf, valueOf } from '../testing/results.ts';
import { fleetDigest, parseFleetPlan } from './document.ts';
import type { FleetPlan } from './plan.ts';
import { fleetChange, newFleetRow, readFleet, savedFleet } from './rows.ts';
import type { FleetInstanceRun, InstanceState } from './run.ts';

const plan = fleetPlanOf([waveOf('canary', ['north/1'], 5), waveOf('rest', ['north/2', 'south/1'])], {
  maxConcurrencyPerScope: 2,
  calendar: { timeZone: 'Europe/Berlin', days: ['mon'], hours: { from: '22:00', to: '04:00' }, freezes: [] },
});
const sealed = (changed: FleetPlan): FleetPlan => ({ ...changed, digest: fleetDigest(changed) });

describe('a fleet plan', () => {
  it('is the same after it was stored as text', () => {
    expect(valueOf(parseFleetPlan(JSON.stringify(plan)))).toEqual(plan);
    expect(valueOf(parseFleetPlan(JSON.parse(JSON.stringify(plan))))).toEqual(plan);
  });

  it.each<[string, FleetPlan]>([
    ['a limit', { ...plan, limits: { ...plan.limits, maxConcurrency: 999 } }],
    ['an approval', { ...plan, approval: 'transitions' }],
    ['a wave', { ...plan, waves: [waveOf('all', ['north/1', 'north/2', 'south/1'])] }],
    ['an instance', { ...plan, instances: plan.instances.slice(1) }],
    ['a name', { ...plan, name: 'other' }],
  ])('in which %s was edited is refused', (_what, edited) => {
    expect(errorOf(parseFleetPlan(edited))).toMatchObject({ kind: 'invalid-document', cause: 'edited' });
  });

  it('in which the plan of one instance was edited never starts', () => {
    const [first, ...others] = plan.instances;
    if (!first) throw new Error('there is none');
    const swapped = { ...plan, instances: [{ ...first, plan: { ...first.plan, digest: 'x' } }, ...others] };
    expect(errorOf(parseFleetPlan(swapped))).toMatchObject({ cause: 'edited' });
  });

  it('of a newer release is refused as that, whatever else is in it', () => {
    expect(errorOf(parseFleetPlan({ format: plan.format, formatVersion: 2, news: true }))).toMatchObject({
      cause: 'newer-format',
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no JSON', '{"format":'],
    ['a list', '[]'],
    ['a plan of one instance', { ...plan, format: 'engine-upgrader/plan' }],
    ['one with a field too many', { ...plan, more: 1 }],
    ['one with a field too few', { ...plan, limits: undefined }],
    ['one with an instance in no wave', sealed({ ...plan, waves: [waveOf('a', ['north/1'])] })],
    [
      'one with an instance in two waves',
      sealed({ ...plan, waves: [...plan.waves, waveOf('b', ['north/1'])] }),
    ],
    ['one with an instance twice', sealed({ ...plan, instances: [...plan.instances, ...plan.instances] })],
  ])('that is %s is damaged, in one line', (_what, input) => {
    const error = errorOf(parseFleetPlan(input));
    expect(error).toMatchObject({ kind: 'invalid-document', cause: 'damaged' });
    expect(error.message).toMatch(/Nothing was changed$/);
    expect(error.message).not.toContain('\n');
  });

  it('never makes reading throw', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.json()), (input) => void parseFleetPlan(input)));
  });
});

const states: InstanceState[] = [
  'waiting',
  'preparing',
  'running',
  'finishing',
  'succeeded',
  'failed',
  'not-begun',
];
const row: fc.Arbitrary<FleetInstanceRun> = fc.record(
  {
    state: fc.constantFrom(...states),
    runId: fc.string(),
    beganAt: fc.nat(),
    endedAt: fc.nat(),
    hook: fc.record({ by: fc.string(), until: fc.nat() }, { noNullPrototype: true }),
    result: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const),
    reason: fc.string(),
    error: fc.constant({ kind: 'stale-plan', message: 'moved', moved: [] } as const),
    todo: fc.array(fc.string()),
    replanned: fc.nat(3),
  },
  { requiredKeys: ['state'], noNullPrototype: true },
);

const stored = (state: ReturnType<typeof fleetStateOf>) => {
  const { summary, run, steps } = newFleetRow(state, plan);
  const rows = Object.entries(steps).map(([key, text]) => [key, { revision: 1, text }] as const);
  return { summary, run: { revision: 1, text: run }, steps: Object.fromEntries(rows), wishes: {} };
};

describe('the rows of a fleet run', () => {
  it('hold all of it', () => {
    fc.assert(
      fc.property(row, row, (one, other) => {
        const state = fleetStateOf(
          plan,
          { 'north/1': one, 'south/1': other },
          {
            hold: { hold: 'paused', since: 1, reason: 'x' },
          },
        );
        expect(valueOf(readFleet(stored(state), plan))).toEqual(state);
      }),
    );
  });

  it('change only where something did', () => {
    const before = fleetStateOf(plan);
    const instances = new Map(before.instances).set('north/2', { state: 'running' });
    const change = fleetChange(stored(before), before, { ...before, instances }, []);
    expect(change?.run).toBe(undefined);
    expect(Object.keys(change?.steps ?? {})).toEqual(['north/2']);
    expect(fleetChange(stored(before), before, before, [])).toBe(undefined);
    expect(fleetChange(stored(before), before, before, ['pause'])?.granted).toEqual(['pause']);
    if (!change) throw new Error('there is a change');
    const after = savedFleet(stored(before), change);
    expect(after.steps['north/2']?.revision).toBe(2);
    expect(valueOf(readFleet(after, plan)).instances.get('north/2')).toEqual({ state: 'running' });
  });

  it('say which one is damaged', () => {
    const whole = stored(fleetStateOf(plan));
    const cut = { ...whole, steps: { ...whole.steps, 'north/2': { revision: 1, text: '{"state":' } } };
    expect(errorOf(readFleet(cut, plan))).toMatchObject({ kind: 'store', cause: 'damaged' });
    expect(errorOf(readFleet(cut, plan)).message).toContain('north/2');
    const strange = { ...whole, run: { revision: 1, text: '{"state":"odd"}' } };
    expect(errorOf(readFleet(strange, plan)).message).toContain('fleet-1');
  });
});
