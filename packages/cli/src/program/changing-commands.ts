import type { Command } from 'commander';
import type { ApplyFlags } from '../commands/apply.ts';
import type { ResumeFlags } from '../commands/resume.ts';
import type { Run } from './program.ts';
import { collect, withExamples, withPatience, withRequest, withState } from './options.ts';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import type { SharedFlags } from '../settings.ts';

/** `apply`. */
export function addApply(program: Command, run: Run, providers: readonly ProviderEntry[]): void {
  const command = program
    .command('apply')
    .description('upgrade instances, or carry out plans: asks first, shows progress, ends with proof')
    .argument('<reference-or-plan...>', 'PROVIDER://REGION/ID, or the file of a plan')
    .option('--auto-approve', 'do not ask; warnings still have to be accepted')
    .option('--accept <name>', 'accept a warning by its name, or all; may be repeated', collect)
    .action((targets: string[], flags: SharedFlags & ApplyFlags) =>
      run(flags, async (session) => (await import('../commands/apply.ts')).apply(session, targets, flags)),
    );
  withExamples(
    withPatience(withRequest(command, providers)),
    'apply alibaba-rds://cn-hangzhou/rm-orders --to 5.6',
    'apply alibaba-rds://cn-hangzhou/rm-orders --to 5.6 --auto-approve --accept all',
    'apply orders.plan.json --no-wait',
  );
}

/** `status`. */
export function addStatus(program: Command, run: Run): void {
  const command = program
    .command('status')
    .description('show the runs in the state file, or one of them step by step: what it waits for, and why')
    .argument('[id]', "a run's id, or the beginning of it")
    .action((id: string | undefined, flags: SharedFlags) =>
      run(flags, async (session) => (await import('../commands/status.ts')).status(session, id)),
    );
  withExamples(withState(command), 'status', 'status 3f9a', 'status -o json');
}

/** `resume`. */
export function addResume(program: Command, run: Run): void {
  const command = program
    .command('resume')
    .description('go on with a run, also one that needed an operator, once the cause is mended')
    .argument('<id>', "a run's id, or the beginning of it; or the file of a handle")
    .action((id: string, flags: SharedFlags & ResumeFlags) =>
      run(flags, async (session) => (await import('../commands/resume.ts')).resume(session, id, flags)),
    );
  withExamples(withPatience(command), 'resume 3f9a', 'resume 3f9a --timeout 30m');
}

/** `continue`. */
export function addContinue(program: Command, run: Run): void {
  const command = program
    .command('continue')
    .description('end the pause that a run is in, and go on with it')
    .argument('<id>', "a run's id, or the beginning of it")
    .action((id: string, flags: SharedFlags & ResumeFlags) =>
      run(flags, async (session) =>
        (await import('../commands/continue.ts')).continueRun(session, id, flags),
      ),
    );
  withExamples(withPatience(command), 'continue 3f9a');
}

/** `cleanup`. */
export function addCleanup(program: Command, run: Run): void {
  const command = program
    .command('cleanup')
    .description('delete the instance that a run has left without tasks; asks first')
    .argument('<id>', "a run's id, or the beginning of it")
    .option('--auto-approve', 'do not ask')
    .action((id: string, flags: SharedFlags & ApplyFlags) =>
      run(flags, async (session) => (await import('../commands/cleanup.ts')).cleanup(session, id, flags)),
    );
  withExamples(withPatience(command), 'cleanup 3f9a');
}

/** `cancel`. */
export function addCancel(program: Command, run: Run): void {
  const command = program
    .command('cancel')
    .description('ask a run to stop at the next safe point and to restore; says what can no longer be undone')
    .argument('<id>', "a run's id, or the beginning of it")
    .action((id: string, flags: SharedFlags & ResumeFlags) =>
      run(flags, async (session) => (await import('../commands/cancel.ts')).cancel(session, id, flags)),
    );
  withExamples(withPatience(command, 'ask only, and leave the rest to resume'), 'cancel 3f9a');
}
