import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, type Result } from 'neverthrow';
import { exitCodeOfSeveral } from '../exit-code.ts';
import { exitCodesOfLeftOut } from '../fleet/exit-code.ts';
import { makeFleetPlan } from '../fleet/make-plan.ts';
import { type FleetTarget, readBeginnings, readFleetFile } from '../fleet/read-target.ts';
import { fleetPlanText } from '../fleet/render/plan-text.ts';
import { type SelectionFlags, withSelection } from '../fleet/selection-flags.ts';
import { exitCode } from '../exit-code.ts';
import { writeResults } from '../render/results.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';

/** Options of `fleet plan`. */
export interface FleetPlanFlags extends SelectionFlags {
  readonly out?: string;
}

/** Shows what a fleet run would do; reads only. */
export async function fleetPlan(
  session: Session,
  texts: readonly string[],
  flags: FleetPlanFlags,
): Promise<number> {
  const { io, settings, style } = session;
  const target = await readTarget(session, texts);
  if (target.isErr()) return report(session, target.error);
  if (target.value.target === 'plan') return report(session, planAlready);
  const { request, carry } = target.value;
  const selected = withSelection(request, flags);
  if (selected.isErr()) return report(session, selected.error);
  const planned = await makeFleetPlan(session, selected.value, carry);
  if (planned.isErr()) return report(session, planned.error);
  const plan = planned.value;
  if (flags.out !== undefined) {
    const written = await io.writeFile(flags.out, `${JSON.stringify(plan)}\n`);
    if (written.isErr()) return report(session, written.error);
  }
  writeResults(io, settings.output, plan, () => fleetPlanText(plan, carry.hooks, style));
  if (flags.out !== undefined) {
    io.stderr.write(`Written to ${flags.out}; carry it out with: engine-upgrader fleet apply ${flags.out}\n`);
  }
  const codes = exitCodesOfLeftOut(plan.leftOut);
  return exitCodeOfSeveral(plan.instances.length > 0 ? [exitCode.done, ...codes] : codes);
}

async function readTarget(
  session: Session,
  texts: readonly string[],
): Promise<Result<FleetTarget, UpgradeError>> {
  const files = texts.filter((text) => session.io.fileExists(text));
  const [file] = files;
  if (file === undefined) return readBeginnings(session, texts);
  return texts.length === 1 ? readFleetFile(session, file) : err(oneFile);
}

const oneFile = invalidInput(
  'target',
  'a fleet file stands alone; right is one file, or beginnings of references. Nothing was read or changed',
);

const planAlready = invalidInput(
  'target',
  'this file is a plan already; `engine-upgrader fleet apply` carries it out. Nothing was changed',
);
