import type { Command } from 'commander';
import type { SimulateFlags } from '../commands/simulate.ts';
import type { Run } from './program.ts';
import { withExamples, withOutput } from './options.ts';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import type { SharedFlags } from '../settings.ts';

/** `simulate`. */
export function addSimulate(program: Command, run: Run): void {
  const command = program
    .command('simulate')
    .description(
      'simulated clouds on loopback, a port a region; runs a command in them, or prints how to reach them',
    )
    .argument('[command...]', 'the command to run, after --')
    .option('--fleet <file>', 'the instances that exist at first, as JSON')
    .option('--speed <number>', 'simulated seconds in a real one (default 300)')
    .option('--seed <number>', 'what chance is drawn from (default 0)')
    .passThroughOptions()
    .action((words: string[], flags: SimulateFlags) =>
      run({}, async (session) => (await import('../commands/simulate.ts')).simulate(session, words, flags)),
    );
  withExamples(
    command,
    'simulate -- engine-upgrader apply alibaba-rds://cn-hangzhou/rm-orders --to 5.6 --auto-approve --accept all',
    'simulate --speed 60 --seed 7',
  );
}

/** `policy`. */
export function addPolicy(program: Command, run: Run, providers: readonly ProviderEntry[]): void {
  const command = program
    .command('policy')
    .description(
      'show the least policy that a login needs: required actions, and apart from them optional reads',
    )
    .argument('<provider>', providers.map((entry) => entry.id).join(' or '))
    .action((provider: string, flags: SharedFlags) =>
      run(flags, async (session) => (await import('../commands/policy.ts')).policy(session, provider)),
    );
  withExamples(withOutput(command), ...providers.map((entry) => `policy ${entry.id}`));
}
