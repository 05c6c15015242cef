import { expect, test } from 'vitest';
import { datesLine, maintenanceLine } from './dates.ts';

const on = (date: string): number => Date.parse(`${date}T00:00:00Z`);

test('the dates of automatic and forced upgrades and of the end of support, as far as there are any', () => {
  expect(datesLine(undefined)).toBe('');
  expect(datesLine({ forcedUpgrade: on('2030-03-31') })).toBe('forced 2030-03-31');
  expect(
    datesLine({
      deprecation: on('2030-02-28'),
      automaticUpgrade: on('2030-01-15'),
      forcedUpgrade: on('2030-03-31'),
    }),
  ).toBe('automatic 2030-01-15, forced 2030-03-31, end of support 2030-02-28');
});

test('announced maintenance, with when it is applied and when it is forced', () => {
  expect(maintenanceLine()).toBe('');
  const upgrade = { action: 'db-upgrade', appliedAfter: on('2030-01-01'), forcedAt: on('2030-02-01') };
  expect(maintenanceLine([upgrade, { action: 'os-patch' }])).toBe(
    'db-upgrade after 2030-01-01 forced 2030-02-01, os-patch',
  );
});
