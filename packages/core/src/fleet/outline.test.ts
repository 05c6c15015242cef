import { describe, expect, it } from 'vitest';
import { fleetPlanOf, fleetStateOf, waveOf } from '../testing/fleets.ts';
import { errorOf, valueOf } from '../testing/results.ts';
import { outlineOf, parseFleetOutline, readOwnPlan } from './outline.ts';
import { newFleetRow } from './rows.ts';

const plan = fleetPlanOf([waveOf('all', ['north/1', 'north/2'])]);
const outline = outlineOf(plan);
const row = newFleetRow({ ...fleetStateOf(plan), run: { ...fleetStateOf(plan).run, plan: outline } }, plan);

describe('a fleet plan as it is stored', () => {
  it('is read back as what leading it needs, with no steps or findings of an instance', () => {
    expect(valueOf(parseFleetOutline(row.plan))).toEqual(outline);
    expect(row.plan).not.toContain('"steps"');
    expect(row.plan).not.toContain('"findings"');
  });

  it('has the whole plan of each instance apart', () => {
    for (const [index, instance] of outline.instances.entries()) {
      expect(valueOf(readOwnPlan(instance, row.parts?.[instance.key]))).toEqual(plan.instances[index]?.plan);
    }
  });

  it.each([
    ['missing', undefined],
    ['cut short', row.plan.slice(0, 100)],
    ['changed', row.plan.replace('"maxErrors":0', '"maxErrors":9')],
  ])('is damaged where it is %s', (_how, text) => {
    expect(errorOf(parseFleetOutline(text))).toMatchObject({ kind: 'store', cause: 'damaged' });
  });

  it('takes no plan for an instance but the one that was approved', () => {
    const [one, other] = outline.instances;
    if (!one || !other) throw new Error('there are two');
    for (const text of [undefined, '{"digest":', row.parts?.[other.key]]) {
      const error = errorOf(readOwnPlan(one, text));
      expect(error).toMatchObject({ kind: 'store', cause: 'damaged' });
      expect(error.message).toContain(one.reference);
    }
  });
});
