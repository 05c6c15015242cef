import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf, tokenOf } from './canonical.ts';

const json = fc.jsonValue();
const attempt = fc.record({
  plan: fc.string(),
  step: fc.string(),
  number: fc.nat(),
  call: fc.dictionary(fc.string(), json),
});

function turned(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(turned);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

describe('tokenOf', () => {
  it('is at most 64 ASCII characters', () => {
    fc.assert(
      fc.property(attempt, ({ plan, step, number, call }) => {
        expect(tokenOf(plan, step, number, call)).toMatch(/^[\x21-\x7e]{16,64}$/);
      }),
    );
  });

  it('is the same for the same attempt, whatever the order of its arguments', () => {
    fc.assert(
      fc.property(attempt, ({ plan, step, number, call }) => {
        expect(tokenOf(plan, step, number, turned(call))).toBe(tokenOf(plan, step, number, call));
      }),
    );
  });

  it.each([
    ['plan', tokenOf('q', 's', 1, { a: 1 })],
    ['step', tokenOf('p', 't', 1, { a: 1 })],
    ['attempt', tokenOf('p', 's', 2, { a: 1 })],
    ['argument', tokenOf('p', 's', 1, { a: 2 })],
    ['argument of another type', tokenOf('p', 's', 1, { a: '1' })],
    ['argument more', tokenOf('p', 's', 1, { a: 1, b: null })],
    ['cut between plan and step', tokenOf('ps', '', 1, { a: 1 })],
  ])('differs for another %s', (_what, other) => {
    expect(other).not.toBe(tokenOf('p', 's', 1, { a: 1 }));
  });

  it('is never the same for two attempts that differ', () => {
    fc.assert(
      fc.property(attempt, attempt, (one, other) => {
        const same = canonicalJson(one) === canonicalJson(other);
        const tokens = [one, other].map(({ plan, step, number, call }) => tokenOf(plan, step, number, call));
        expect(tokens[0] === tokens[1]).toBe(same);
      }),
    );
  });
});

describe('digestOf', () => {
  it('does not see the document’s own digest', () => {
    expect(digestOf({ a: 1, digest: 'x' })).toBe(digestOf({ digest: 'y', a: 1 }));
    expect(digestOf({ a: 1, digest: 'x' })).toBe(digestOf({ a: 1 }));
  });

  it('sees everything else, also a digest further in', () => {
    expect(digestOf({ a: { digest: 'x' } })).not.toBe(digestOf({ a: { digest: 'y' } }));
    expect(digestOf({ Digest: 'x' })).not.toBe(digestOf({ Digest: 'y' }));
    expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }));
  });

  it('is the same after a way through JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (document) => {
        expect(digestOf(JSON.parse(JSON.stringify(document)) as object)).toBe(digestOf(document));
      }),
    );
  });
});
