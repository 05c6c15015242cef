import { expect, test } from 'vitest';
import { errorOf, valueOf } from '../testing/unwrap.ts';
import { type HookEnd, readHookAnswer } from './hook-answer.ts';

const done: HookEnd = { code: 0, late: false, stdout: '', stderr: '' };

test.each([[''], [' \n'], ['{}'], ['{}\n']])('exit code 0 and %j is a consent', (stdout) => {
  expect(valueOf(readHookAnswer({ ...done, stdout }))).toEqual({});
});

test('a veto says why', () => {
  expect(valueOf(readHookAnswer({ ...done, stdout: '{"veto": "month end"}' }))).toEqual({
    veto: 'month end',
  });
});

test.each<[string, Partial<HookEnd>, string]>([
  ['another exit code', { code: 3, stdout: '{}', stderr: 'first\nno route\n' }, 'exit code 3: no route'],
  ['a signal', { signal: 'SIGSEGV' }, 'SIGSEGV'],
  ['no end in time', { late: true, stdout: '{}' }, 'took too long'],
  ['a program that is none', { fault: 'spawn x ENOENT' }, 'cannot be run'],
  ['no JSON', { stdout: 'ok' }, 'right is nothing, {}, or {"veto": "why"}'],
  ['another key', { stdout: '{"vetto": "month end"}' }, 'no answer'],
  ['a veto without a reason', { stdout: '{"veto": ""}' }, 'no answer'],
  ['a list', { stdout: '[]' }, 'no answer'],
])('%s is never taken for a consent', (_what, end, why) => {
  const { code: _code, ...without } = done;
  const ended = end.signal !== undefined || end.late || end.fault !== undefined ? without : done;
  expect(errorOf(readHookAnswer({ ...ended, ...end })).message).toContain(why);
});
