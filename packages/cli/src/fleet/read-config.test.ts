import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { providers } from '../providers.ts';
import { errorOf, valueOf } from '../testing/unwrap.ts';
import { fleetConfigSchema } from './config-schema.ts';
import { readConfig } from './read-config.ts';

const profile = { name: 'production', provider: 'aws-dms', regions: ['us-east-1'] };
const least = { name: 'nightly', profiles: [profile] };

function faultOf(change: object): string {
  const { message } = errorOf(readConfig('fleet.json', { ...least, ...change }, providers));
  // One line: what was wrong, and what did not happen.
  expect(message).toMatch(/^fleet\.json: [^\n]+\. Nothing was read or changed$/);
  return message;
}

test('the schema that is shipped is the one that files are checked with', () => {
  const shipped: unknown = JSON.parse(
    readFileSync(new URL('../../fleet.schema.json', import.meta.url), 'utf8'),
  );
  // Made by `pnpm --filter @engine-upgrader/cli run schema`.
  expect(shipped).toEqual(fleetConfigSchema(providers));
});

test('lengths of time and dates are texts in a file, and milliseconds in a request', () => {
  const config = {
    $schema: './fleet.schema.json',
    ...least,
    to: 'newest',
    select: { forcedBefore: '2027-01-01', engine: 'mysql' },
    canary: { size: 2, bake: '30m' },
    waves: [{ name: 'half', size: '50%', bake: '1h' }, { tags: { stage: 'production' } }],
    deadline: '2026-12-31T18:00+01:00',
    options: { 'aws-dms': { strategy: 'side-by-side' } },
    hooks: { 'before-wave': { command: ['./announce', '--team', 'data'], timeout: '10s' } },
  };
  const { request, carry } = valueOf(readConfig('fleet.json', config, providers));
  expect(request).toEqual({
    name: 'nightly',
    to: 'newest',
    select: { forcedBefore: Date.UTC(2027, 0, 1), engine: 'mysql' },
    canary: { size: 2, bake: 1_800_000 },
    waves: [{ name: 'half', size: '50%', bake: 3_600_000 }, { tags: { stage: 'production' } }],
    deadline: Date.UTC(2026, 11, 31, 17),
    options: { 'aws-dms': { strategy: 'side-by-side' } },
  });
  expect(carry).toEqual({ profiles: [profile], hooks: config.hooks });
});

test.each([
  ['a key', { maxConcurency: 5 }, '"maxConcurency" is no key that is known; did you mean "maxConcurrency"?'],
  [
    'a key within a wave',
    { waves: [{ sise: 3 }] },
    '"waves[0].sise" is no key that is known; did you mean "size"?',
  ],
  [
    'an option of a provider',
    { options: { 'aws-dms': { strategi: 'in-place' } } },
    'did you mean "strategy"?',
  ],
  ['a hook', { hooks: { 'before-instnace': { command: ['x'] } } }, 'did you mean "before-instance"?'],
  ['a key that is near to none', { colour: 'red' }, 'right is one of $schema, name, profiles'],
])('%s that is unknown is named, with the nearest known one', (_what, change, named) => {
  expect(faultOf(change)).toContain(named);
});

test.each([
  ['no login', { profiles: [] }, 'profiles cannot be []; right is a list of logins, at least one'],
  ['a login twice', { profiles: [profile, profile] }, 'two profiles are named "production"'],
  [
    'a region twice',
    { profiles: [{ ...profile, regions: ['x', 'x'] }] },
    'profiles[0].regions cannot be ["x","x"]',
  ],
  [
    'a provider that is none',
    { profiles: [{ ...profile, provider: 'gcp' }] },
    'right is alibaba-rds, aws-dms',
  ],
  [
    'a role that is none',
    { profiles: [{ ...profile, role: 'upgrader' }] },
    'profiles[0].role cannot be "upgrader"; right is the ARN of a role, such as acs:ram::123456789012:role/upgrader for alibaba-rds or arn:aws:iam::123456789012:role/upgrader for aws-dms',
  ],
  ['a login without a name', { profiles: [{ provider: 'aws-dms' }] }, 'profiles[0].name is missing'],
  ['a wave of 0', { waves: [{ size: 0 }] }, 'waves[0].size cannot be 0; right is a whole number from 1'],
  ['a wave of 0 %', { waves: [{ size: '0%' }] }, 'from 1% to 100%'],
  ['a wave above 100 %', { waves: [{ size: '101%' }] }, 'waves[0].size cannot be "101%"'],
  ['a canary that is yes', { canary: true }, 'canary cannot be true; right is false, or a first wave'],
  [
    'a bake time that is none',
    { waves: [{ bake: 'an hour' }] },
    'right is a length of time such as 30s, 30m, 2h or 1d',
  ],
  [
    'a date that is none',
    { deadline: '2027-02-30' },
    'deadline cannot be "2027-02-30"; right is a date such as 2027-01-01',
  ],
  [
    'a hook for a shell',
    { hooks: { 'before-wave': { command: 'rm -rf x' } } },
    'right is a program and its arguments',
  ],
  [
    'a hook of nothing',
    { hooks: { 'before-wave': { command: [] } } },
    'hooks.before-wave.command cannot be []',
  ],
  ['a day that is none', { calendar: { days: ['monday'] } }, 'right is mon, tue, wed'],
])('%s is refused in one line', (_what, change, named) => {
  expect(faultOf(change)).toContain(named);
});

test.each([
  ['alibaba-rds', 'acs:ram::123456789012:role/upgrader'],
  ['aws-dms', 'arn:aws:iam::123456789012:role/upgrader'],
  ['aws-dms', 'arn:aws-us-gov:iam::123456789012:role/platform/team=data/upgrader@dms'],
])('a role of %s is taken: %s', (provider, role) => {
  const config = { ...least, profiles: [{ name: 'north', provider, role }] };
  expect(valueOf(readConfig('fleet.json', config, providers)).carry.profiles).toEqual(config.profiles);
});

test.each([['text'], [7], [null], [[]]])('what is no object is refused: %j', (value) => {
  expect(errorOf(readConfig('fleet.json', value, providers)).message).toContain('right is an object');
});
