import type { Command } from 'commander';
import type { Run } from './program.ts';
import { withExamples, withLogin, withRequest } from './options.ts';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import type { PlanFlags } from '../commands/plan.ts';
import type { RequestFlags } from '../request.ts';
import type { SharedFlags } from '../settings.ts';

/** `instances`. */
export function addInstances(program: Command, run: Run): void {
  const command = program
    .command('instances')
    .description('list instances: version, status, newest target, family, dates')
    .argument(
      '[reference-prefix...]',
      'a provider, a region, or the beginning of a reference; default: all providers',
    )
    .action((prefixes: string[], flags: SharedFlags) =>
      run(flags, async (session) => (await import('../commands/instances.ts')).instances(session, prefixes)),
    );
  withExamples(withLogin(command), 'instances', 'instances alibaba-rds://cn-shanghai -o json');
}

/** `versions`. */
export function addVersions(program: Command, run: Run): void {
  const command = program
    .command('versions')
    .description('show the versions that the cloud offers an instance, the hops to each, and dates')
    .argument('<reference>', 'PROVIDER://REGION/ID')
    .action((reference: string, flags: SharedFlags) =>
      run(flags, async (session) => (await import('../commands/versions.ts')).versions(session, reference)),
    );
  withExamples(withLogin(command), 'versions alibaba-rds://cn-hangzhou/rm-orders');
}

/** `check`. */
export function addCheck(program: Command, run: Run, providers: readonly ProviderEntry[]): void {
  const command = program
    .command('check')
    .description(
      'show the preconditions of an upgrade, each with what was seen and what to do; changes nothing',
    )
    .argument('<reference>', 'PROVIDER://REGION/ID')
    .action((reference: string, flags: SharedFlags & RequestFlags) =>
      run(flags, async (session) => (await import('../commands/check.ts')).check(session, reference, flags)),
    );
  withExamples(
    withLogin(withRequest(command, providers)),
    'check alibaba-rds://cn-hangzhou/rm-orders --to 5.6',
    'check alibaba-rds://cn-hangzhou/rm-orders --to newest --effective-time maintenance-window',
  );
}

/** `plan`. */
export function addPlan(program: Command, run: Run, providers: readonly ProviderEntry[]): void {
  const command = program
    .command('plan')
    .description('show what would happen, in order, with findings and forecast; changes nothing')
    .argument('<reference...>', 'PROVIDER://REGION/ID')
    .option('--out <file>', 'write the plan to a file that apply takes')
    .action((references: string[], flags: SharedFlags & PlanFlags) =>
      run(flags, async (session) => (await import('../commands/plan.ts')).plan(session, references, flags)),
    );
  withExamples(
    withLogin(withRequest(command, providers)),
    'plan alibaba-rds://cn-hangzhou/rm-orders --to 5.6',
    'plan alibaba-rds://cn-hangzhou/rm-orders --to newest --out orders.plan.json',
  );
}
