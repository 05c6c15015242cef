import type { Command } from 'commander';
import type { FleetApplyFlags } from '../commands/fleet-apply.ts';
import type { FleetPlanFlags } from '../commands/fleet-plan.ts';
import type { ResumeFlags } from '../commands/resume.ts';
import type { SharedFlags } from '../settings.ts';
import { collect, withExamples, withLogin, withPatience, withState } from './options.ts';
import type { Run } from './program.ts';

const noWait = 'store what is asked, and leave the rest to fleet resume';
const idArgument = "a fleet run's id, or the beginning of it";

/** `fleet` and its commands. */
export function addFleet(program: Command, run: Run): void {
  const fleet = program
    .command('fleet')
    .description('upgrade many instances in waves, over accounts, regions and clouds')
    .helpCommand('help [command]', 'show help for a command');
  addFleetPlan(fleet, run);
  addFleetApply(fleet, run);
  addFleetStatus(fleet, run);
  addFleetResume(fleet, run);
  addFleetHolds(fleet, run);
  addFleetSchema(fleet, run);
}

function addFleetPlan(fleet: Command, run: Run): void {
  const command = fleet
    .command('plan')
    .description('show waves, transitions, forecast, and what is left out; changes nothing')
    .argument(
      '<config-or-prefix...>',
      'a fleet file, or beginnings of references: all of one provider or region',
    )
    .option('--to <version>', 'the target version, or newest')
    .option(
      '--forced-before <date>',
      'only what the cloud upgrades by force before 2027-01-01 or such a date',
    )
    .option('--tag <key=value>', 'only what has this tag; may be repeated', collect)
    .option('--name <pattern>', 'only names such as orders-*')
    .option('--version <version>', 'only these versions, such as 5.6 or 3.4.*; may be repeated', collect)
    .option('--out <file>', 'write the plan to a file that fleet apply takes')
    .action((targets: string[], flags: SharedFlags & FleetPlanFlags) =>
      run(flags, async (session) =>
        (await import('../commands/fleet-plan.ts')).fleetPlan(session, targets, flags),
      ),
    );
  withExamples(
    withLogin(command),
    'fleet plan fleet.json --out fleet.plan.json',
    'fleet plan alibaba-rds://cn-hangzhou/ --to newest --version 5.6',
    'fleet plan aws-dms --to newest --forced-before 2027-01-01',
  );
}

function addFleetApply(fleet: Command, run: Run): void {
  const command = fleet
    .command('apply')
    .description('carry a fleet plan out, or make one of a fleet file first: asks, leads it, sums it up')
    .argument('<file>', 'a plan that fleet plan --out wrote, or a fleet file')
    .option('--auto-approve', 'do not ask; warnings still have to be accepted')
    .option('--accept <name>', 'accept a warning by its name, or all; may be repeated', collect)
    .action((path: string, flags: SharedFlags & FleetApplyFlags) =>
      run(flags, async (session) =>
        (await import('../commands/fleet-apply.ts')).fleetApply(session, path, flags),
      ),
    );
  withExamples(
    withPatience(command, noWait),
    'fleet apply fleet.plan.json',
    'fleet apply fleet.json --auto-approve --accept interruption -o ndjson',
  );
}

function addFleetStatus(fleet: Command, run: Run): void {
  const command = fleet
    .command('status')
    .description('show the fleet runs in the state file, or one of them: failures first')
    .argument('[id]', idArgument)
    .action((id: string | undefined, flags: SharedFlags) =>
      run(flags, async (session) => (await import('../commands/fleet-status.ts')).fleetStatus(session, id)),
    );
  withExamples(withState(command), 'fleet status', 'fleet status 3f9a -o json');
}

function addFleetResume(fleet: Command, run: Run): void {
  const command = fleet
    .command('resume')
    .description('go on with a fleet run: after a crash, Ctrl-C, a pause, a stop, or a mended cause')
    .argument('<id>', idArgument)
    .action((id: string, flags: SharedFlags & ResumeFlags) =>
      run(flags, async (session) =>
        (await import('../commands/fleet-resume.ts')).fleetResume(session, id, flags),
      ),
    );
  withExamples(withPatience(command, noWait), 'fleet resume 3f9a', 'fleet resume 3f9a --timeout 2h');
}

function addFleetHolds(fleet: Command, run: Run): void {
  const pause = fleet
    .command('pause')
    .description('begin nothing new until fleet resume; what is under way goes on')
    .argument('<id>', idArgument)
    .action((id: string, flags: SharedFlags) =>
      run(flags, async (session) => (await import('../commands/fleet-hold.ts')).fleetPause(session, id)),
    );
  withExamples(withState(pause), 'fleet pause 3f9a');
  const stops = [
    ['drain', 'let what is under way end, and stop then; fleet resume goes on with what is left'],
    ['cancel', 'ask what is under way to stop at its next safe point and to restore, and stop then'],
  ] as const;
  for (const [name, description] of stops) {
    const command = fleet
      .command(name)
      .description(description)
      .argument('<id>', idArgument)
      .action((id: string, flags: SharedFlags & ResumeFlags) =>
        run(flags, async (session) =>
          (await import('../commands/fleet-hold.ts')).fleetStop(session, name, id, flags),
        ),
      );
    withExamples(withPatience(command, noWait), `fleet ${name} 3f9a`);
  }
}

function addFleetSchema(fleet: Command, run: Run): void {
  const command = fleet
    .command('schema')
    .description('print the JSON Schema of a fleet file')
    .action(() =>
      run({}, async (session) => (await import('../commands/fleet-schema.ts')).fleetSchema(session)),
    );
  withExamples(command, 'fleet schema > fleet.schema.json');
}
