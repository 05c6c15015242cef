import { main } from '@engine-upgrader/cli';
import { createCloud, type Random, seededRandom } from '@engine-upgrader/cloud-simulator';
import { createMemoryStore, formatReference, parseReference } from '@engine-upgrader/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCommandLine } from './command-lines.ts';
import { hastyClock } from './hasty-clock.ts';
import { inProcessIo } from './in-process.ts';
import { type Loopback, openLoopback } from './loopback.ts';
import { callOf, wireAnswer } from './wire-cloud.ts';

const documentedCodes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130];
const mutating = /^(?!Describe|List)/;

/** A text of which some characters were changed, taken out, doubled or put in. */
function mangled(random: Random, text: string): string {
  const characters = text.split('');
  for (let changes = random.integer(1, 4); changes > 0; changes -= 1) {
    const at = random.integer(0, characters.length);
    const inserted = random.pick([
      '',
      '/',
      ':',
      '-',
      '_',
      '.',
      '%2e',
      '?',
      '#',
      '@',
      ' ',
      '\n',
      '\u0000',
      'ü',
      'A',
      '0',
      '://',
    ]);
    characters.splice(at, random.integer(0, 2), inserted);
  }
  return characters.join('');
}

describe('references', () => {
  it('are read back as they were written, or refused with one line: 20,000 mangled ones', () => {
    const random = seededRandom('references');
    for (let count = 0; count < 20_000; count += 1) {
      const text = mangled(
        random,
        random.pick(['alibaba-rds://cn-hangzhou/rm-orders', 'aws-dms://us-east-1/orders']),
      );
      const read = parseReference(text);
      if (read.isOk()) expect(formatReference(read.value)).toBe(text);
      else {
        expect(read.error.kind).toBe('invalid-input');
        expect(read.error.message).not.toMatch(/\p{Cc}/u);
        expect(read.error.message.length).toBeLessThan(400);
      }
    }
  });
});

describe('command lines', () => {
  const calls: string[] = [];
  let rds: Loopback;
  let dms: Loopback;
  beforeAll(async () => {
    const cloud = createCloud({ clock: hastyClock() });
    [rds, dms] = await Promise.all([openLoopback(), openLoopback()]);
    const serve = (server: Loopback, service: 'rds' | 'dms', region: string) =>
      server.answerWith(async (request) => {
        const call = callOf(service, region, request);
        calls.push(call.action);
        return wireAnswer(await cloud.call(call));
      });
    serve(rds, 'rds', 'cn-hangzhou');
    serve(dms, 'dms', 'us-east-1');
  });
  afterAll(() => Promise.all([rds.close(), dms.close()]));

  const environment = (): Record<string, string> => ({
    ALIBABA_CLOUD_RDS_ENDPOINT: rds.url,
    ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'fuzz',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'fuzz',
    AWS_ENDPOINT_URL: dms.url,
    AWS_REGION: 'us-east-1',
  });

  it('whatever they are, end with a documented exit code, and refusals with one line: 3,000', async () => {
    for (let seed = 0; seed < 3_000; seed += 1) {
      const argv = drawCommandLine(seededRandom(`command lines/${seed}`));
      // What is complete and approved is no refusal.
      if (argv.includes('--auto-approve')) continue;
      const written = { stdout: '', stderr: '' };
      const files = new Map<string, string>();
      const code = await main(argv, inProcessIo(written, files, createMemoryStore(), environment()));
      const shown = JSON.stringify([seed, argv, code, written.stderr.slice(0, 600)]);
      expect(documentedCodes, shown).toContain(code);
      const errors = written.stderr.split('\n').filter((line) => line.startsWith('error: '));
      if (code !== 0 && !showsHelp(argv)) expect(errors.length, shown).toBeGreaterThan(0);
      if (code === 2 && !showsHelp(argv)) expect(errors.length, shown).toBe(1);
      for (const line of errors) expect(line, shown).not.toMatch(/\p{Cc}|internal|unexpectedly|TypeError/u);
      expect(written.stderr + written.stdout, shown).not.toContain('hunter2');
    }
    expect(calls.filter((action) => mutating.test(action))).toEqual([]);
    expect('polluted' in {}).toBe(false);
  }, 120_000);
});

/** Without a command, and for one that is not there, help is shown. */
function showsHelp([command = '']: readonly string[]): boolean {
  return command === '' || command === 'help';
}
