import { invalidInput, type PreconditionError, type UpgradeError } from '@engine-upgrader/core';
import type { FleetPlan } from '@engine-upgrader/core/fleet';
import { err, ok, type Result } from 'neverthrow';
import { ask } from '../ask.ts';
import { exitCode, exitCodeOfSeveral } from '../exit-code.ts';
import type { FleetCarry } from '../fleet/carry.ts';
import { driveFleet, fleetResume } from '../fleet/drive-fleet.ts';
import { exitCodesOfLeftOut } from '../fleet/exit-code.ts';
import { makeFleetPlan } from '../fleet/make-plan.ts';
import { openFleet } from '../fleet/open-fleet.ts';
import { readFleetFile } from '../fleet/read-target.ts';
import { fleetPlanText } from '../fleet/render/plan-text.ts';
import { withSelection } from '../fleet/selection-flags.ts';
import { openStage } from '../fleet/stage.ts';
import { warningsOf } from '../fleet/warnings.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { type ApplyFlags, cannotAsk, readPatience } from './apply.ts';

/** Options of `fleet apply`. */
export type FleetApplyFlags = Pick<ApplyFlags, 'autoApprove' | 'accept' | 'wait' | 'timeout'>;

/** A plan to be carried out, and the exit codes of what could not be planned just now. */
interface ToApply {
  readonly plan: FleetPlan;
  readonly carry: FleetCarry;
  readonly codes: readonly number[];
}

/** Carries a fleet plan out, or makes one of a configuration file first. Asks before anything is changed. */
export async function fleetApply(session: Session, path: string, flags: FleetApplyFlags): Promise<number> {
  const { io } = session;
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  if (!flags.autoApprove && !io.inputIsTerminal) return report(session, cannotAsk);
  const read = await readToApply(session, path);
  if (read.isErr()) return report(session, read.error);
  const { plan, carry, codes } = read.value;
  io.stderr.write(`${fleetPlanText(plan, carry.hooks, session.styleOfProgress)}\n`);
  if (plan.instances.length === 0) return exitCodeOfSeveral(codes);
  const accept = flags.accept?.includes('all') ? 'all' : (flags.accept ?? []);
  const warnings = warningsOf(plan.instances, accept);
  if (flags.autoApprove && warnings.length > 0) return report(session, unaccepted(plan, accept));
  if (
    !flags.autoApprove &&
    !(await ask(
      io,
      question(
        plan,
        warnings.map(({ finding }) => finding.name),
      ),
    ))
  ) {
    io.stderr.write('Nothing was changed.\n');
    return exitCode.cancelled;
  }
  const store = await session.store();
  if (store.isErr()) return report(session, store.error);
  const used = await store.value.findByPlan(plan.id);
  if (used.isErr()) return report(session, used.error);
  if (used.value !== undefined) return report(session, alreadyUsed(session, plan.id, used.value));
  const stage = openStage(session);
  const fleet = await openFleet(session, store.value, carry, stage.sinks);
  // Who answers yes accepts the warnings that were shown.
  const start = { accept: flags.autoApprove ? accept : ('all' as const) };
  const task = fleet.isErr() ? err(fleet.error) : await fleet.value.start(plan, start);
  if (task.isErr()) {
    stage.close();
    return report(session, task.error);
  }
  const code = await driveFleet(session, task.value, stage, patience.value);
  return code === exitCode.stillRunning || codes.length === 0 ? code : exitCodeOfSeveral([code, ...codes]);
}

async function readToApply(session: Session, path: string): Promise<Result<ToApply, UpgradeError>> {
  const target = await readFleetFile(session, path);
  if (target.isErr()) return err(target.error);
  if (target.value.target === 'plan') return ok({ ...target.value, codes: [] });
  const { request, carry } = target.value;
  const complete = withSelection(request, {});
  if (complete.isErr()) return err(complete.error);
  const planned = await makeFleetPlan(session, complete.value, carry);
  return planned.map((plan) => ({ plan, carry, codes: exitCodesOfLeftOut(plan.leftOut) }));
}

function question({ instances, to }: FleetPlan, warnings: readonly string[]): string {
  const accepting = warnings.length > 0 ? `, and accept ${warnings.join(', ')}` : '';
  return `Upgrade ${instances.length} instances to ${to}${accepting}?`;
}

/** One finding stands for all of its name: a thousand would hide what is to be decided. */
function unaccepted({ instances }: FleetPlan, accept: readonly string[] | 'all'): PreconditionError {
  const warnings = warningsOf(instances, accept);
  const names = warnings
    .map(({ finding, instances: keys }) => `${finding.name} (${keys.length} instances)`)
    .join(', ');
  return {
    kind: 'precondition',
    failed: [],
    unaccepted: warnings.map(({ finding }) => finding),
    message: `warnings are not accepted yet: ${names}. Nothing was changed`,
  };
}

function alreadyUsed(session: Session, planId: string, fleetRunId: string): UpgradeError {
  const goOn = fleetResume(session, fleetRunId);
  const message = `plan ${planId} was used already, by fleet run ${fleetRunId}; go on with \`${goOn}\`, or make a new plan. Nothing was changed`;
  return invalidInput('plan', message);
}
