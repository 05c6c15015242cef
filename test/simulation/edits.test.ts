import { describe, expect, it } from 'vitest';
import { edited, simplifications } from './edits.ts';
import { runSeed, usualSwitches } from './run-seed.ts';

describe('edits of what a seed drew', () => {
  const scenario = {
    busy: 1,
    rates: { throttle: 0.1 },
    lives: [{ at: 1 }, { at: 2 }, { at: 3 }],
    limit: { capacity: 3 },
  };

  it('set fields, leave fields out, and drop elements by the place at which they were drawn', () => {
    const edits = ['busy=0', 'rates.throttle=0', 'limit=', '-lives.0', '-lives.1', 'lives.2.at=9'];
    expect(edited(scenario, edits)).toEqual({
      busy: 0,
      rates: { throttle: 0 },
      lives: [{ at: 9 }],
      limit: undefined,
    });
  });

  it('change nothing where there is nothing', () => {
    expect(edited(scenario, ['-spells.0', 'spells.0.from=1', '-lives.7'])).toEqual(scenario);
  });

  it('leave what they were made from as it was', () => {
    edited(scenario, ['busy=0', '-lives.0']);
    expect(scenario).toMatchObject({ busy: 1, lives: [{ at: 1 }, { at: 2 }, { at: 3 }] });
  });

  it.each([1, 3, 5, 7])(
    'all together make a scenario that runs, and that nothing can be taken from (seed %i)',
    async (seed) => {
      const drawn = await runSeed(seed);
      const edits = simplifications(drawn.scenario, usualSwitches(seed));
      const simple = await runSeed(seed, undefined, edits);
      expect(simple.broken).toEqual([]);
      expect(JSON.stringify(simple.scenario).length).toBeLessThan(JSON.stringify(drawn.scenario).length);
      expect(edited(simple.scenario, simplifications(simple.scenario, usualSwitches(seed)))).toEqual(
        simple.scenario,
      );
    },
  );
});
