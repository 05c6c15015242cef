import { redact } from '@engine-upgrader/core';
import type { HookAnswer } from '@engine-upgrader/core/fleet';
import { err, ok, Result } from 'neverthrow';

/** How the program of a hook ended. */
export interface HookEnd {
  /** Absent where it could not be run, or a signal ended it. */
  readonly code?: number;
  readonly signal?: string;
  /** Why it could not be run. */
  readonly fault?: string;
  /** It took too long, and was ended. */
  readonly late: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const parseJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

/** What a hook's program has answered: a consent, a veto, or that it is broken. Pure. */
export function readHookAnswer(end: HookEnd): Result<HookAnswer, { readonly message: string }> {
  const { code, signal, fault, late, stdout } = end;
  if (fault !== undefined) return err({ message: `it cannot be run: ${redact(fault)}` });
  if (late) return err({ message: 'it took too long and was ended' });
  if (code !== 0)
    return err({ message: `it ended with ${signal ?? `exit code ${code}`}${lastLine(end.stderr)}` });
  if (stdout.trim() === '') return ok({});
  const answer = parseJson(stdout).unwrapOr(undefined);
  if (isAnswer(answer)) return ok(answer);
  return err({ message: 'it printed no answer; right is nothing, {}, or {"veto": "why"}' });
}

function isAnswer(value: unknown): value is HookAnswer {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([key, item]) => key === 'veto' && typeof item === 'string' && item !== '',
  );
}

function lastLine(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${redact(line.slice(0, 200))}`;
}
