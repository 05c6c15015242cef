import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@engine-upgrader/core';
import { expect, test } from 'vitest';
import { runHook } from './hook-process.ts';

/** Time that passes when it is told to. */
function handClock(): Clock & { pass(): void } {
  const passed = Promise.withResolvers<void>();
  return { now: () => 0, sleep: () => passed.promise, pass: () => passed.resolve() };
}

const program = (script: string, input = '') => ({
  command: [process.execPath, '-e', script],
  input,
  timeout: 1_000,
  environment: process.env,
});

test('a program is told what it is about on its input, and its output is its answer', async () => {
  const script =
    'process.stdin.on("data", (text) => process.stdout.write(JSON.stringify({ veto: JSON.parse(text).wave })))';
  const end = await runHook(program(script, '{"wave":"canary"}\n'), handClock());
  expect(end).toEqual({ code: 0, late: false, stdout: '{"veto":"canary"}', stderr: '' });
});

test('arguments are arguments: no shell reads them', async () => {
  const end = await runHook(
    { ...program(''), command: [process.execPath, '-e', 'console.log(process.argv[1])', '$(id); `id`'] },
    handClock(),
  );
  expect(end.stdout).toBe('$(id); `id`\n');
});

test('a program that hangs is ended, and what it has started too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hook-'));
  const clock = handClock();
  // Its child holds the same output: while that lives, the output does not close.
  const script = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).once('spawn', () =>
      require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'begun'))}, ''));
    setInterval(() => {}, 1000);`;
  const watcher = watch(folder, () => clock.pass());
  expect(await runHook(program(script), clock)).toMatchObject({ late: true, signal: 'SIGKILL' });
  watcher.close();
  rmSync(folder, { recursive: true });
});

test('what cannot be run says so', async () => {
  const end = await runHook({ ...program(''), command: ['/no/such/program'] }, handClock());
  expect(end.fault).toContain('/no/such/program');
});

test('a program that reads nothing is no fault', async () => {
  const end = await runHook(program('', 'x'.repeat(500_000)), handClock());
  expect(end).toMatchObject({ code: 0, late: false });
});
