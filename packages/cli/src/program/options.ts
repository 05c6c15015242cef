import type { Command } from 'commander';
import type { ProviderEntry } from '../providers/provider-entry.ts';

/** A command with `-o`. */
export function withOutput(command: Command): Command {
  return command.option('-o, --output <format>', 'table, json or ndjson (default table)');
}

/** A command that calls a cloud. */
export function withLogin(command: Command): Command {
  return withOutput(command).option(
    '--profile <name>',
    'a profile of the clouds’ own configuration files; PROVIDER=NAME for one cloud, may be given for each',
    collect,
  );
}

/** A command that uses the state file. */
export function withState(command: Command): Command {
  return withLogin(command).option(
    '--state <file>',
    'the state file (or ENGINE_UPGRADER_STATE; default: in the XDG state folder)',
  );
}

/** A command that drives runs. */
export function withPatience(
  command: Command,
  noWait: string = 'send the first change and leave the rest to resume',
): Command {
  return withState(command)
    .option('--no-wait', noWait)
    .option('--timeout <duration>', 'stop waiting after 90s, 30m, 2h …; resume goes on')
    .option('--poll-interval <duration>', 'a fixed time between looks (or ENGINE_UPGRADER_POLL_INTERVAL)')
    .option(
      '--settle <duration>',
      'how long the cloud may take to show a change (or ENGINE_UPGRADER_SETTLE; default 1m)',
    );
}

/** A command that says what is wanted of an instance. */
export function withRequest(command: Command, providers: readonly ProviderEntry[]): Command {
  command
    .option('--to <version>', 'the target version, or newest')
    .option('--effective-time <when>', 'immediate or maintenance-window (default immediate)')
    .option('--only-this', 'this instance alone, without its family');
  for (const entry of providers) {
    for (const { flags, description } of entry.requestOptions)
      command.option(flags, `${entry.id}: ${description}`);
  }
  return command;
}

/** Collects an option that may be given several times; commas separate as well. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').filter(Boolean)];
}

/** Examples below a command's help. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  return command.addHelpText(
    'after',
    `\nExamples:\n${examples.map((line) => `  engine-upgrader ${line}`).join('\n')}`,
  );
}
