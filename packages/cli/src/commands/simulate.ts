import type { CloudOptions } from '@engine-upgrader/cloud-simulator';
import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, Result, ResultAsync } from 'neverthrow';
import { exitCode } from '../exit-code.ts';
import type { ChildCommand, Environment } from '../io.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { type SimulatedEnvironment, simulatedEnvironment } from '../simulation/environment.ts';
import { serveSimulation, type SimulationOptions } from '../simulation/serve.ts';

/** Options of `simulate`. */
export interface SimulateFlags {
  readonly fleet?: string;
  readonly speed?: string;
  readonly seed?: string;
}

type Fleet = NonNullable<CloudOptions['fleet']>;

/** Starts the simulated clouds; runs a command in them, or serves until Ctrl-C. */
export async function simulate(
  session: Session,
  command: readonly string[],
  flags: SimulateFlags,
): Promise<number> {
  const { io } = session;
  const options = await readOptions(session, flags);
  if (options.isErr()) return report(session, options.error);
  const started = await ResultAsync.fromPromise(serveSimulation(options.value), cannotServe(flags));
  if (started.isErr()) return report(session, started.error);
  const folder = await io.temporaryFolder();
  const { endpoints } = started.value;
  const { speed } = options.value;
  try {
    const environment = simulatedEnvironment({ endpoints, speed, folder: folder.path }, io.environment);
    const [file, ...rest] = command;
    if (file !== undefined) {
      const child = childCommand(file, rest, io.environment, environment);
      return await session.interrupt.ignoreDuring(() => io.runChild(child));
    }
    io.stdout.write(
      `${JSON.stringify({ endpoints, environment: environment.set, unset: environment.unset })}\n`,
    );
    await session.interrupt.hold({ stopping: '', left: () => '' }, aborted);
    return exitCode.done;
  } finally {
    await Promise.all([started.value.close(), folder.remove()]);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A command with the simulation's environment in place of what was there. Pure. */
export function childCommand(
  file: string,
  rest: readonly string[],
  surrounding: Environment,
  { set, unset }: SimulatedEnvironment,
): ChildCommand {
  const kept = Object.entries(surrounding).filter(([name]) => !unset.includes(name));
  return { file, arguments: rest, environment: { ...Object.fromEntries(kept), ...set } };
}

async function readOptions(
  session: Session,
  { fleet, speed, seed }: SimulateFlags,
): Promise<Result<SimulationOptions, UpgradeError>> {
  const numbers = Result.combine([
    numberOption('--speed', speed ?? '300', 1, 100_000),
    numberOption('--seed', seed ?? '0', 0, Number.MAX_SAFE_INTEGER),
  ]);
  if (numbers.isErr()) return err(numbers.error);
  const [speedNumber, seedNumber] = numbers.value;
  const options = { speed: speedNumber, seed: seedNumber };
  if (fleet === undefined) return ok(options);
  const text = await session.io.readFile(fleet);
  return text.andThen((json) => parseFleet(fleet, json)).map((parsed) => ({ ...options, fleet: parsed }));
}

function numberOption(name: string, text: string, least: number, most: number): Result<number, UpgradeError> {
  const number = Number(text);
  if (text.trim() !== '' && number >= least && number <= most) return ok(number);
  return err(invalidInput(name, `${name} "${text}" cannot be; right is a number from ${least} to ${most}`));
}

const parseJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

function parseFleet(path: string, text: string): Result<Fleet, UpgradeError> {
  const parsed = parseJson(text).unwrapOr(undefined);
  if (typeof parsed === 'object' && parsed !== null && ('rds' in parsed || 'dms' in parsed))
    return ok(parsed as Fleet);
  return err(invalidInput('fleet', `${path} is no fleet; ${rightFleet}`));
}

const rightFleet =
  'right is JSON such as {"rds": {"instances": [{"id": "rm-orders", "region": "cn-hangzhou", "version": "5.7"}]}, "dms": {"regions": {"us-east-1": {"instances": [{"identifier": "orders", "engineVersion": "3.5.4"}]}}}}';

function cannotServe({ fleet }: SimulateFlags) {
  return (thrown: unknown): UpgradeError => {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    if (fleet === undefined) return invalidInput('fleet', `the simulator cannot start: ${why}`);
    // What the simulator trips over says nothing to who wrote the file.
    const found = thrown instanceof TypeError ? 'a part of it is missing or is of another kind' : why;
    return invalidInput('fleet', `the simulator cannot start with ${fleet}: ${found}; ${rightFleet}`);
  };
}
