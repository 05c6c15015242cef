import { expect, test } from 'vitest';
import { providers } from './providers.ts';
import { readRequest, refuseForeignOptions } from './request.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

const [rds] = providers;
if (!rds) throw new Error('there is no provider');
const reference = { provider: 'alibaba-rds', region: 'cn-hangzhou', id: 'rm-orders' };

test('options become a request', () => {
  const flags = { to: '5.6', onlyThis: true, replicaOrder: 'with-primary', parallelReplicas: '3' };
  expect(valueOf(readRequest(reference, flags, rds))).toEqual({
    reference: 'alibaba-rds://cn-hangzhou/rm-orders',
    to: '5.6',
    effectiveTime: 'immediate',
    onlyThis: true,
    options: { replicaOrder: 'with-primary', parallelReplicas: 3 },
  });
});

test.each([
  [{}, '--to is missing'],
  [{ to: '5.6', effectiveTime: 'tomorrow' }, 'immediate or maintenance-window'],
  [{ to: '5.6', replicaOrder: 'any' }, 'replicas-first'],
  [{ to: '5.6', parallelReplicas: '0' }, '1 to 100'],
])('%j is refused: %s', (flags, why) => {
  expect(errorOf(readRequest(reference, flags, rds)).message).toContain(why);
});

test('an option that is for none of the instances is refused', () => {
  const refused = refuseForeignOptions({ replicaOrder: 'auto' }, ['another'], providers);
  expect(errorOf(refused).message).toContain('--replica-order is for alibaba-rds only');
  expect(refuseForeignOptions({ replicaOrder: 'auto' }, ['another', 'alibaba-rds'], providers).isOk()).toBe(
    true,
  );
});
