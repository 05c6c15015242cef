import { describe, expect, it } from 'vitest';
import { checkRdsFleet } from './check-fleet.ts';
import { defaultRdsFleet, type RdsFleetInstance } from './fleet.ts';

const primary = { id: 'rm', region: 'cn-hangzhou' };

describe('a fleet', () => {
  it('is good by default, and stays the same as JSON', () => {
    const fleet = defaultRdsFleet();
    expect(() => checkRdsFleet(fleet)).not.toThrow();
    expect(JSON.parse(JSON.stringify(fleet))).toEqual(fleet);
  });

  it.each<[string, RdsFleetInstance[]]>([
    ['no "id"', [{ id: '', region: 'cn-hangzhou' }]],
    ['rm: unknown region mars-1', [{ id: 'rm', region: 'mars-1' }]],
    ['rm: there are two', [primary, primary]],
    ['rr: its primary rm-2 is not', [primary, { id: 'rr', region: 'cn-hangzhou', primary: 'rm-2' }]],
    ["in its primary's region, cn-hangzhou", [primary, { id: 'rr', region: 'cn-shanghai', primary: 'rm' }]],
  ])('says what is wrong: %s', (message, instances) => {
    expect(() => checkRdsFleet({ instances })).toThrow(message);
  });
});
