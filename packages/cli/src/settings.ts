import { type InvalidInputError, invalidInput, type Milliseconds, redact } from '@engine-upgrader/core';
import { err, ok, Result } from 'neverthrow';
import { parseDuration } from './duration.ts';
import type { Environment } from './io.ts';

/** How results are written. */
export type OutputFormat = 'table' | 'json' | 'ndjson';

/** Options that commands share, as they were given. */
export interface SharedFlags {
  readonly output?: string;
  readonly state?: string;
  readonly settle?: string;
  readonly pollInterval?: string;
  readonly profile?: readonly string[];
}

/** What all commands are told. */
export interface Settings {
  readonly output: OutputFormat;
  /** Empty where there is neither a home folder nor another place for it. */
  readonly stateFile: string;
  /** Whether `--state` named it, so that a command printed for later has to name it as well. */
  readonly stateNamed: boolean;
  readonly settle?: Milliseconds;
  readonly pollInterval?: Milliseconds;
  readonly callTimeout?: Milliseconds;
  readonly callsPerSecond?: number;
  /** Profiles by provider; under the empty name the one for all others. */
  readonly profiles: Readonly<Record<string, string>>;
}

/** From the options and the environment to settings; an option wins over its variable. Pure. */
export function resolveSettings(
  flags: SharedFlags,
  environment: Environment,
  homeFolder: string,
): Result<Settings, InvalidInputError> {
  const settings = Result.combine([
    outputFormat(flags.output),
    interval('--settle', flags.settle, 'ENGINE_UPGRADER_SETTLE', environment),
    interval('--poll-interval', flags.pollInterval, 'ENGINE_UPGRADER_POLL_INTERVAL', environment),
    interval('', undefined, 'ENGINE_UPGRADER_CALL_TIMEOUT', environment),
    callsPerSecond(environment),
    profiles(flags.profile ?? []),
  ]);
  return settings.map(([output, settle, pollInterval, callTimeout, rate, named]) => ({
    output,
    profiles: named,
    stateFile: stateFile(flags.state, environment, homeFolder),
    stateNamed: flags.state !== undefined,
    ...(settle === undefined ? {} : { settle }),
    ...(pollInterval === undefined ? {} : { pollInterval }),
    ...(callTimeout === undefined ? {} : { callTimeout }),
    ...(rate === undefined ? {} : { callsPerSecond: rate }),
  }));
}

function outputFormat(text = 'table'): Result<OutputFormat, InvalidInputError> {
  if (text === 'table' || text === 'json' || text === 'ndjson') return ok(text);
  return err(invalidInput('output', `--output "${text}" is none; right is table, json or ndjson`));
}

/** Reads an option or variable that is a length of time. */
export function readDuration(name: string, text: string): Result<Milliseconds, InvalidInputError> {
  const parsed = parseDuration(text);
  if (parsed !== undefined && parsed > 0) return ok(parsed);
  return err(invalidInput(name, `${name} "${text}" is no length of time; right is 200ms, 15s, 5m or 2h`));
}

/** Longer than this between two looks, nobody waits for an upgrade any more; and no timer lasts for ever. */
const longestInterval: Milliseconds = 86_400_000;

function interval(
  option: string,
  given: string | undefined,
  variable: string,
  environment: Environment,
): Result<Milliseconds | undefined, InvalidInputError> {
  const [name, text] = given === undefined ? [variable, environment[variable]] : [option, given];
  if (text === undefined || (text === '' && given === undefined)) return ok(undefined);
  return readDuration(name, text).andThen((length) =>
    length <= longestInterval
      ? ok(length)
      : err(invalidInput(name, `${name} "${text}" is too long; right is at most 24h`)),
  );
}

function callsPerSecond(environment: Environment): Result<number | undefined, InvalidInputError> {
  const name = 'ENGINE_UPGRADER_CALLS_PER_SECOND';
  const text = environment[name];
  if (!text) return ok(undefined);
  const number = Number(text);
  if (number > 0 && number <= 10_000) return ok(number);
  return err(invalidInput(name, `${name} "${text}" is no number of requests; right is 0.1 to 10000`));
}

function profiles(given: readonly string[]): Result<Readonly<Record<string, string>>, InvalidInputError> {
  const named: Record<string, string> = {};
  for (const text of given) {
    const [, provider = '', name = ''] = /^(?:([a-z][a-z0-9-]*)=)?([^\s=]{1,100})$/.exec(text) ?? [];
    if (!name) {
      const right = 'right is NAME, or PROVIDER=NAME such as aws-dms=production';
      return err(
        invalidInput('--profile', `--profile "${redact(text.slice(0, 80))}" names no profile; ${right}`),
      );
    }
    named[provider] = name;
  }
  return ok(named);
}

function stateFile(given: string | undefined, environment: Environment, homeFolder: string): string {
  const named = given ?? environment['ENGINE_UPGRADER_STATE'];
  if (named) return named;
  const folder = environment['XDG_STATE_HOME'];
  // The XDG base directory specification: a relative path in the variable is to be ignored.
  const own = homeFolder === '' ? '' : `${homeFolder}/.local/state`;
  const base = folder?.startsWith('/') ? folder : own;
  return base === '' ? '' : `${base}/engine-upgrader/state.db`;
}
