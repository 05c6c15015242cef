import { type DriverSettings, type Io, main } from '@engine-upgrader/cli';
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
