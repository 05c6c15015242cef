import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from '../testing/results.ts';
import { formatReference, parseReference } from './reference.ts';

const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const reference = fc.record({
  provider: fc.constantFrom('alibaba-rds', 'aws-dms', 'tiny'),
  region: fc
    .tuple(fc.constantFrom('us', 'cn', 'eu', 'ap'), fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([area, rest]) => [area, ...rest].join('-')),
  id: fc.stringMatching(/^[A-Za-z][a-z0-9]{0,12}(-[a-z0-9]{1,12}){0,3}$/),
});

function messageOf(text: string): string {
  return errorOf(parseReference(text)).message;
}

describe('references', () => {
  it('are themselves after being written as a URL and read back', () => {
    fc.assert(
      fc.property(reference, (given) => {
        expect(valueOf(parseReference(formatReference(given)))).toEqual(given);
      }),
    );
  });

  it.each([
    'aws-dms://us-east-1/orders',
    'alibaba-rds://cn-hangzhou/rm-uf6wjk5',
    'aws-dms://us-gov-west-1/Orders-2',
  ])('%s is one', (text) => {
    expect(formatReference(valueOf(parseReference(text)))).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['no scheme', 'rm-orders'],
    ['no region', 'alibaba-rds://rm-orders'],
    ['no id', 'alibaba-rds://cn-hangzhou/'],
    ['more than an id', 'alibaba-rds://cn-hangzhou/rm-orders/x'],
    ['a space inside', 'alibaba-rds://cn-hangzhou/rm orders'],
    ['a space before', ' alibaba-rds://cn-hangzhou/rm-orders'],
    ['a space after', 'alibaba-rds://cn-hangzhou/rm-orders '],
    ['a line break after', 'alibaba-rds://cn-hangzhou/rm-orders\n'],
    ['a region that cannot be', 'alibaba-rds://nowhere/rm-orders'],
    ['a query', 'alibaba-rds://cn-hangzhou/rm-orders?x=1'],
    ['a login in it', 'alibaba-rds://user:word@cn-hangzhou/rm-orders'],
    ['a path upwards', 'alibaba-rds://cn-hangzhou/../etc'],
    ['an id that is too long', `alibaba-rds://cn-hangzhou/r${'m'.repeat(100)}`],
    ['another form of letters', 'alibaba-rds://cn-hangzhou/rm-ördérs'],
  ])('with %s are refused, naming the right form', (_what, text) => {
    const error = errorOf(parseReference(text));
    expect(error).toMatchObject({ kind: 'invalid-input', input: 'reference' });
    expect(error.message).toContain('PROVIDER://REGION/ID');
  });

  it('are refused with one line, whatever was given', () => {
    const given = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\nb', 'x://y\r\n', 'tiny://cn-x/a\u0007'),
    );
    fc.assert(
      fc.property(given, (text) => {
        const read = parseReference(text);
        if (read.isErr()) expect(read.error.message).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it.each([
    ['x', 'x'.repeat(1_000_000)],
    ['a region', `tiny://${'x'.repeat(1_000_000)}/orders`],
    ['hyphens', `tiny://${'x-'.repeat(500_000)}/orders`],
    ['a scheme', `${'x'.repeat(1_000_000)}://nowhere/orders`],
  ])('that are a huge text (%s) are refused with a short line, at once', (_what, text) => {
    const started = performance.now();
    expect(messageOf(text).length).toBeLessThan(1_000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
