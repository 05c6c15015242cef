import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../contract/instance.ts';
import type { Provider } from '../contract/provider.ts';
import { isSelected, matches, whyNotByItself } from './select.ts';
import { regionsOf } from './select-regions.ts';

function instanceOf(more: Partial<Instance<Provider>> = {}): Instance<Provider> {
  return {
    reference: { provider: 'tiny', region: 'north', id: 'i-1' },
    url: 'tiny://north/i-1',
    engine: 'MySQL',
    version: '5.6',
    status: 'Running',
    role: 'primary',
    members: [],
    detail: {},
    ...more,
  };
}

describe('tags', () => {
  it('are compared as their cloud does', () => {
    const instance = instanceOf({ tags: { Stage: 'Test' } });
    const selection = { tags: { stage: 'TEST' } };
    expect(isSelected(instance, selection)).toBe(false);
    expect(isSelected(instance, selection, true)).toBe(true);
    expect(isSelected(instance, { tags: { stage: 'testing' } }, true)).toBe(false);
    expect(isSelected(instanceOf(), selection, true)).toBe(false);
  });
});

describe('a pattern', () => {
  it('says with a star that anything may stand there, and nothing else', () => {
    expect(matches('orders-1', 'orders-*')).toBe(true);
    expect(matches('orders-', 'orders-*')).toBe(true);
    expect(matches('my-orders-1', 'orders-*')).toBe(false);
    expect(matches('my-orders-1', '*orders*')).toBe(true);
    expect(matches('aba', 'ab*ba')).toBe(false);
    expect(matches('a.b', 'a?b')).toBe(false);
    expect(matches('3.4.6', '3.4.*')).toBe(true);
    expect(matches('3X4Y6', '3.4.*')).toBe(false);
    expect(matches('', '*')).toBe(true);
  });

  it('is what a regular expression of it is', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(texts, patterns, (text, pattern) => {
        const expression = pattern.split('*').map((part) => part.replaceAll('.', String.raw`\.`));
        expect(matches(text, pattern)).toBe(new RegExp(`^${expression.join('.*')}$`).test(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

const chosen = (more: Partial<Instance<Provider>>): boolean =>
  isSelected(instanceOf(more), { forcedBefore: 1_000 });

describe('a selection', () => {
  it('takes all where it says nothing, and where it says several things wants all of them', () => {
    const instance = instanceOf({ name: 'orders-1', tags: { stage: 'test', team: 'a' } });
    expect(isSelected(instance, {})).toBe(true);
    expect(isSelected(instance, { tags: { stage: 'test' }, name: 'orders-*', engine: 'mysql' })).toBe(true);
    expect(isSelected(instance, { tags: { stage: 'test' }, name: 'pay-*' })).toBe(false);
    expect(isSelected(instance, { tags: { stage: 'test', team: 'b' } })).toBe(false);
    expect(isSelected(instance, { versions: ['5.7', '5.6'] })).toBe(true);
    expect(isSelected(instance, { versions: ['5'] })).toBe(false);
    expect(isSelected(instance, { except: ['tiny://north/i-1'] })).toBe(false);
    expect(isSelected(instance, { references: ['tiny://north/', 'tiny://south/'] })).toBe(true);
    expect(isSelected(instance, { references: ['tiny://south/'] })).toBe(false);
  });

  it('goes by the id where there is no name', () => {
    expect(isSelected(instanceOf(), { name: 'i-*' })).toBe(true);
  });

  it('takes those that the cloud upgrades by force, or no longer supports, before a time', () => {
    expect(chosen({})).toBe(false);
    expect(chosen({ dates: { forcedUpgrade: 999 } })).toBe(true);
    expect(chosen({ dates: { forcedUpgrade: 1_000 } })).toBe(false);
    expect(chosen({ dates: { deprecation: 5 } })).toBe(true);
    expect(chosen({ pendingMaintenance: [{ action: 'os' }, { action: 'version', forcedAt: 7 }] })).toBe(true);
    expect(chosen({ dates: { automaticUpgrade: 5 } })).toBe(false);
  });

  it('leaves alone what is not upgraded by itself, and says why', () => {
    expect(whyNotByItself(instanceOf())).toBe(undefined);
    expect(whyNotByItself(instanceOf({ role: 'replica', primary: 'tiny://north/i-0' }))).toContain(
      'tiny://north/i-0',
    );
    expect(whyNotByItself(instanceOf({ role: 'disaster-recovery' }))).toContain('primary');
    expect(whyNotByItself(instanceOf({ role: 'serverless' }))).toContain('serverless');
  });
});

describe('the regions of a selection', () => {
  const regions = ['north', 'north-2', 'south'];

  it('are only those that it names', () => {
    expect(regionsOf('tiny', regions, {})).toEqual(regions);
    expect(regionsOf('tiny', regions, { references: ['tiny://north/orders'] })).toEqual(['north']);
    expect(regionsOf('tiny', regions, { references: ['tiny://north'] })).toEqual(['north', 'north-2']);
    expect(regionsOf('tiny', regions, { references: ['other://north/'] })).toEqual([]);
    expect(regionsOf('tiny', [undefined], { references: ['tiny://east/'] })).toEqual(['east']);
    expect(regionsOf('tiny', [undefined], { references: ['tiny://ea'] })).toEqual([undefined]);
  });

  it('have every instance whose reference begins so', () => {
    fc.assert(
      fc.property(fc.constantFrom(...regions), fc.nat(30), fc.boolean(), (region, length, known) => {
        const url = `tiny://${region}/orders`;
        const references = [url.slice(0, Math.max(1, length))];
        const listed = regionsOf('tiny', known ? regions : [undefined], { references });
        expect(listed.includes(region) || listed.includes(undefined)).toBe(true);
      }),
    );
  });

  it('are each there once', () => {
    expect(regionsOf('tiny', ['north', 'north'], {})).toEqual(['north']);
  });
});
