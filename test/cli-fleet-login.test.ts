import { type DriverSettings, type Io, main, type ProviderEntry } from '@engine-upgrader/cli';
import { createExampleCloud, createExampleDriver } from '@engine-upgrader/conformance';
import { createMemoryStore } from '@engine-upgrader/core';
import { expect, test } from 'vitest';
import { inProcessIo, type Written } from './fuzz/in-process.ts';
import { jumpingClock } from './jumping-clock.ts';

test('a run that a fleet has begun goes on with the login that the fleet has for it, and no other', async () => {
  const written: Written = { stdout: '', stderr: '' };
  const clock = jumpingClock();
  const cloud = createExampleCloud(
    [
      { id: 'db-1', version: '1.0' },
      { id: 'db-2', version: '1.0' },
    ],
    () => clock.now(),
  );
  const logins: DriverSettings[] = [];
  const config = {
    name: 'all',
    to: '2.0',
    profiles: [{ name: 'north', provider: 'example', profile: 'north-admin' }],
    canary: false,
    maxConcurrency: 1,
  };
  const files = new Map([['fleet.json', JSON.stringify(config)]]);
  const io: Io = {
    ...inProcessIo(written, files, createMemoryStore(), {}, clock),
    providers: [
      {
        id: 'example',
        example: 'example://ex-north/db-1',
        requestOptions: [],
        driver: async (settings) => {
          logins.push(settings);
          const { account = 'default' } = settings;
          const scope = ({ region }: { readonly region: string }) => ({
            provider: 'example',
            account,
            region,
          });
          return { ...createExampleDriver(cloud), scope };
        },
        policy: async () => ({ required: [], optional: [], languageVersion: '1' }),
      },
    ],
  };

  expect(await main(['fleet', 'apply', 'fleet.json', '--auto-approve', '--timeout', '1m'], io)).toBe(7);
  const [, runId = ''] = /db-1 {2}running {2}run ([0-9a-f]{32})/.exec(written.stderr) ?? [];
  const [, fleetRunId = ''] = /fleet resume ([0-9a-f]{32})/.exec(written.stderr) ?? [];
  logins.length = 0;
  expect(await main(['resume', runId], io), written.stderr).toBe(0);
  expect(logins).toHaveLength(1);
  expect(logins[0]).toMatchObject({ account: 'north', profiles: { example: 'north-admin' } });

  expect(await main(['fleet', 'resume', fleetRunId], io), written.stderr).toBe(0);
  expect(written.stdout).toContain('2 succeeded');
});

const role = 'acs:ram::123456789012:role/upgrader';
const roles = { pattern: '^acs:', example: role };

test.each<[string, ProviderEntry['roles'], string | undefined]>([
  ['is taken on by the driver that takes one', roles, undefined],
  [
    'is refused where the driver takes it from the cloud’s own profile',
    undefined,
    'example takes a role from the cloud',
  ],
  [
    'is refused where it is another cloud’s',
    { pattern: '^arn:', example: 'arn:aws:iam::123456789012:role/upgrader' },
    'right is the ARN of a role of example, such as arn:aws:iam::123456789012:role/upgrader',
  ],
])('a role in a fleet file %s', async (_how, taken, refusal) => {
  const written: Written = { stdout: '', stderr: '' };
  const clock = jumpingClock();
  const cloud = createExampleCloud([{ id: 'db-1', version: '1.0' }], () => clock.now());
  const logins: DriverSettings[] = [];
  const config = { name: 'all', to: '2.0', profiles: [{ name: 'north', provider: 'example', role }] };
  const io: Io = {
    ...inProcessIo(
      written,
      new Map([['fleet.json', JSON.stringify(config)]]),
      createMemoryStore(),
      {},
      clock,
    ),
    providers: [
      {
        id: 'example',
        example: 'example://ex-north/db-1',
        requestOptions: [],
        ...(taken ? { roles: taken } : {}),
        driver: async (settings) => {
          logins.push(settings);
          return createExampleDriver(cloud);
        },
        policy: async () => ({ required: [], optional: [], languageVersion: '1' }),
      },
      { ...unused, id: 'other', roles },
    ],
  };
  const exitCode = await main(['fleet', 'plan', 'fleet.json'], io);
  expect(exitCode, written.stderr).toBe(refusal === undefined ? 0 : 2);
  if (refusal === undefined) expect(logins[0]).toMatchObject({ role, account: 'north' });
  else expect(written.stderr).toContain(refusal);
});

/** A provider that no fleet here names. */
const unused: Omit<ProviderEntry, 'id'> = {
  example: 'other://north/db-1',
  requestOptions: [],
  driver: () => Promise.reject(new Error('it is not used')),
  policy: async () => ({ required: [], optional: [], languageVersion: '1' }),
};
