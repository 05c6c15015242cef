import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockingFindings, type Finding } from './finding.ts';

function finding(name: string, status: Finding['status']): Finding {
  return { name, status, member: 'tiny://cn-hangzhou/orders', message: `${name} is ${status}`, seen: {} };
}

const findings = fc.array(
  fc.record({
    name: fc.constantFrom('backup', 'disk', 'tde', 'expiry'),
    status: fc.constantFrom('passed' as const, 'failed' as const, 'warning' as const, 'unknown' as const),
  }),
);

describe('blockingFindings', () => {
  it('is empty when everything passed', () => {
    expect(blockingFindings([finding('backup', 'passed')], [])).toEqual({ failed: [], unaccepted: [] });
  });

  it('a warning blocks until it is accepted by its name', () => {
    const given = [finding('backup', 'warning'), finding('disk', 'warning')];
    expect(blockingFindings(given, ['backup']).unaccepted).toEqual([given[1]]);
    expect(blockingFindings(given, ['backup', 'disk']).unaccepted).toEqual([]);
  });

  it('all warnings can be accepted at once', () => {
    expect(blockingFindings([finding('backup', 'warning')], 'all').unaccepted).toEqual([]);
  });

  it('a failed finding blocks, whatever is accepted', () => {
    const given = [finding('disk', 'failed')];
    expect(blockingFindings(given, ['disk']).failed).toEqual(given);
    expect(blockingFindings(given, 'all').failed).toEqual(given);
  });

  it('an unknown finding does not block', () => {
    expect(blockingFindings([finding('disk', 'unknown')], [])).toEqual({ failed: [], unaccepted: [] });
  });

  it('what blocks is exactly the failed and the warnings that nobody accepted', () => {
    fc.assert(
      fc.property(findings, fc.subarray(['backup', 'disk', 'tde', 'expiry']), (drawn, accepted) => {
        const given = drawn.map(({ name, status }) => finding(name, status));
        const { failed, unaccepted } = blockingFindings(given, accepted);
        for (const one of given) {
          expect(failed.includes(one)).toBe(one.status === 'failed');
          expect(unaccepted.includes(one)).toBe(one.status === 'warning' && !accepted.includes(one.name));
        }
      }),
    );
  });
});
