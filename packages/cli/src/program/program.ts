import { redact } from '@engine-upgrader/core';
import { Command, CommanderError } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { addFleet } from './fleet-commands.ts';
import { addApply, addCancel, addCleanup, addContinue, addResume, addStatus } from './changing-commands.ts';
import { addCheck, addInstances, addPlan, addVersions } from './reading-commands.ts';
import { addPolicy, addSimulate } from './other-commands.ts';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import { errorText } from '../render/error.ts';
import { styleFor } from '../render/style.ts';
import { openSession, type Session } from '../session.ts';
import { resolveSettings, type SharedFlags } from '../settings.ts';
import { version } from '../version.ts';

/** Carries a command out within a session. */
export type Run = (flags: SharedFlags, work: (session: Session) => Promise<number>) => Promise<void>;

/** Runs the command that the arguments name. @returns the exit code */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.done;
  const program = buildProgram(argv[0], io, async (flags, work) => {
    code = await inSession(io, flags, work);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return thrown.exitCode === 0 ? exitCode.done : exitCode.usage;
  }
}

async function inSession(
  io: Io,
  flags: SharedFlags,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const settings = resolveSettings(flags, io.environment, io.homeFolder);
  if (settings.isErr()) {
    const nowhere = { stateFile: '', stateNamed: false };
    io.stderr.write(errorText(settings.error, nowhere, styleFor(io.stderr, io.environment)));
    return exitCode.usage;
  }
  const session = openSession(io, settings.value);
  const left = session.interrupt.leave.then(() => exitCode.interrupted);
  return Promise.race([closing(session, work(session)), left]);
}

async function closing(session: Session, work: Promise<number>): Promise<number> {
  try {
    return await work;
  } finally {
    await session.close();
  }
}

const codes = `
Exit codes: 0 done, 1 failed, 2 usage, 3 some of several failed, 4 credentials or permission, 5 a precondition
failed, 6 the plan is stale, 7 still running, 8 needs an operator, 9 cancelled, 130 interrupted.

Environment: ENGINE_UPGRADER_STATE, ENGINE_UPGRADER_SETTLE, ENGINE_UPGRADER_POLL_INTERVAL; endpoints
AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE, AWS_ENDPOINT_URL, ALIBABA_CLOUD_RDS_ENDPOINT and, for one region,
ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU; NO_COLOR. Logins are found as each cloud's own tools find them.`;

const optionsLast = '; options come after the command, as in engine-upgrader status -o json';

type Add = (program: Command, run: Run, providers: readonly ProviderEntry[]) => void;

/** In the order that help lists them. */
const commands: readonly (readonly [name: string, add: Add])[] = [
  ['instances', addInstances],
  ['versions', addVersions],
  ['check', addCheck],
  ['plan', addPlan],
  ['apply', addApply],
  ['status', addStatus],
  ['resume', addResume],
  ['continue', addContinue],
  ['cancel', addCancel],
  ['cleanup', addCleanup],
  ['fleet', addFleet],
  ['simulate', addSimulate],
  ['policy', addPolicy],
];

function buildProgram(named: string | undefined, io: Io, run: Run): Command {
  const program = new Command('engine-upgrader')
    .description('Upgrades engine versions of managed databases and replication instances, and proves it.')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // What was typed is in it: made one line that is fit to be shown.
      outputError: (text, write) => write(`${redact(text)}${named?.startsWith('-') ? optionsLast : ''}\n`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .addHelpText('after', codes);
  // Only the command that was named is set up, which is quicker; help and a slip need all of them.
  const chosen = commands.filter(([name]) => name === named);
  if (chosen.length === 0) program.version(version(), '-V, --version', 'show the version');
  for (const [, add] of chosen.length > 0 ? chosen : commands) add(program, run, io.providers);
  return program;
}
