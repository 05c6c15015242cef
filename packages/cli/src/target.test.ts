import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { providers } from './providers.ts';
import { readTarget, withoutRepeats } from './target.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

const io = { providers, fileExists: (path: string) => path === 'orders.plan.json' };

test('a reference and the file of a plan are told apart', () => {
  expect(valueOf(readTarget('alibaba-rds://cn-hangzhou/rm-orders', io))).toMatchObject({
    target: 'instance',
    reference: { provider: 'alibaba-rds', region: 'cn-hangzhou', id: 'rm-orders' },
  });
  expect(valueOf(readTarget('orders.plan.json', io))).toEqual({
    target: 'file',
    path: 'orders.plan.json',
  });
});

test.each([
  ['oracle://cn-hangzhou/x', '"oracle" is no provider'],
  ['alibaba-rds://cn-hangzhou/rm_orders', 'right is'],
  ['alibaba-rds://hangzhou/rm-orders', '"hangzhou"'],
  ['aws-dms://us-east-1/1--', 'such as aws-dms://us-east-1/orders'],
  ['nowhere.json', 'no reference and no file'],
])('%s is refused: %s', (text, why) => {
  expect(errorOf(readTarget(text, io)).message).toContain(why);
});

test('what is given twice counts once', () => {
  const texts = ['orders.plan.json', 'aws-dms://us-east-1/orders', 'aws-dms://us-east-1/other'];
  const targets = [...texts, ...texts].map((text) => valueOf(readTarget(text, io)));
  expect(withoutRepeats(targets)).toEqual(targets.slice(0, 3));
});

test('whatever is given is a target or one line that says why not', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 400 }), (text) => {
      const target = readTarget(text, io);
      if (target.isErr()) expect(target.error.message.length).toBeLessThan(500);
    }),
  );
});
