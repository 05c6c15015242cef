import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJson } from './json.ts';

describe('what JSON can have', () => {
  it('is every value that was read from JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => isJson(JSON.parse(JSON.stringify(value)))));
  });

  it.each([
    ['nothing', undefined],
    ['a number that is none', Number.NaN],
    ['no end', Number.POSITIVE_INFINITY],
    ['a big integer', 1n],
    ['a function', () => undefined],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a field without a value', { a: { b: undefined } }],
    ['a hole in a list', [[undefined]]],
  ])('is not %s', (_what, value) => {
    expect(isJson(value)).toBe(false);
  });
});
