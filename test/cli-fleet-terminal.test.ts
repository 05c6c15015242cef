import { main } from '@engine-upgrader/cli';
import { createExampleCloud, createExampleDriver } from '@engine-upgrader/conformance';
import { createMemoryStore } from '@engine-upgrader/core';
import { expect, test } from 'vitest';

import { inProcessIo, type Written } from './fuzz/in-process.ts';
import { jumpingClock } from './jumping-clock.ts';

const rows = 24;
const escape = '\u001b[';

/** The lines of each picture that was drawn in place. */
function pictures(text: string): readonly (readonly string[])[] {
  return text
    .split(`${escape}0J`)
    .slice(0, -1)
    .map((picture) => picture.split(`${escape}2K`).slice(1));
}

test('1,000 instances on a terminal: asked once, a table that always fits, a summary that can be read', async () => {
  const written: Written = { stdout: '', stderr: '' };
  const clock = jumpingClock();
  const servers = Array.from({ length: 1_000 }, (_, index) => ({ id: `db-${index}`, version: '1.0' }));
  const cloud = createExampleCloud(servers, () => clock.now());
  const config = {
    name: 'all',
    to: '2.0',
    profiles: [{ name: 'north', provider: 'example' }],
    waves: [{ name: 'tenth', size: '10%', bake: '10m' }, { name: 'others' }],
    maxConcurrency: 200,
  };
  const plain = inProcessIo(
    written,
    new Map([['fleet.json', JSON.stringify(config)]]),
    createMemoryStore(),
    {},
    clock,
  );
  const answers = ['yes'];
  const io = {
    ...plain,
    stderr: { ...plain.stderr, isTerminal: true, rows, columns: 120 },
    inputIsTerminal: true,
    readLine: async () => answers.shift(),
    providers: [
      {
        id: 'example',
        example: 'example://ex-north/db-1',
        requestOptions: [],
        driver: async () => createExampleDriver(cloud),
        policy: async () => ({ required: [], optional: [], languageVersion: '1' }),
      },
    ],
  };

  expect(await main(['fleet', 'apply', 'fleet.json'], io), written.stderr.slice(-2_000)).toBe(0);

  const [plan = '', shown = ''] = written.stderr.split('Upgrade 1000 instances to 2.0? [yes/no] ');
  expect(plan.split('\n').length).toBeLessThan(40);
  expect(plan).toMatch(/canary +1 .*\n +tenth +100 +10m .*\n +others +899 /);
  const drawn = pictures(shown);
  expect(drawn.length).toBeGreaterThan(10);
  for (const picture of drawn) expect(picture.length).toBeLessThan(rows);
  expect(drawn.some((picture) => picture.some((line) => /… and \d+ more under way/.test(line)))).toBe(true);
  expect(drawn.some((picture) => picture.some((line) => /tenth +baking/.test(line)))).toBe(true);
  expect(drawn.some((picture) => /about .* left; Ctrl-C/.test(picture.at(-1) ?? ''))).toBe(true);
  expect(written.stdout.split('\n').length).toBeLessThan(20);
  expect(written.stdout).toContain('1000 succeeded');
});
