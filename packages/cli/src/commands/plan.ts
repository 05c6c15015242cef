import { invalidInput, serialise, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, Result } from 'neverthrow';
import { withoutArns } from '../arns.ts';
import { exitCode, exitCodeOfSeveral } from '../exit-code.ts';
import { makePlans } from '../plans.ts';
import { planText } from '../render/plan.ts';
import { shellWord } from '../render/resume-command.ts';
import { writeResults } from '../render/results.ts';
import { report } from '../report.ts';
import { refuseForeignOptions, type RequestFlags } from '../request.ts';
import type { Session } from '../session.ts';
import { readReference, type Target, withoutRepeats } from '../target.ts';

/** Options of `plan`. */
export interface PlanFlags extends RequestFlags {
  readonly out?: string;
}

/** Shows what an upgrade would do; reads only. */
export async function plan(session: Session, texts: readonly string[], flags: PlanFlags): Promise<number> {
  const { io, settings, style } = session;
  const targets = await readInstances(session, texts, flags);
  if (targets.isErr()) return report(session, targets.error);
  if (flags.out !== undefined && targets.value.length > 1) return report(session, onePlanOneFile);
  const planned = await makePlans(session, targets.value, flags);
  const plans = planned.flatMap((one) => (one.plan.isOk() ? [one.plan.value] : []));
  const [first] = plans;
  if (first && flags.out !== undefined) {
    const written = await io.writeFile(flags.out, serialise(first));
    if (written.isErr()) return report(session, written.error);
  }
  if (first) {
    writeResults(io, settings.output, texts.length === 1 ? first : plans, () =>
      plans.map((one) => planText(one, style)).join('\n'),
    );
  }
  if (first && flags.out !== undefined) {
    io.stderr.write(
      `Written to ${flags.out}; carry it out with: engine-upgrader apply ${shellWord(flags.out)}\n`,
    );
  }
  const codes = planned.map((one) => (one.plan.isErr() ? report(session, one.plan.error) : exitCode.done));
  return exitCodeOfSeveral(codes);
}

/** Reads references to instances, and refuses options that are for none of them. */
export async function readInstances(
  session: Session,
  texts: readonly string[],
  flags: RequestFlags,
): Promise<Result<readonly Target[], UpgradeError>> {
  const { providers } = session.io;
  const named = await withoutArns(session, texts);
  if (named.isErr()) return err(named.error);
  const read = named.value.map((text) =>
    readReference(text, providers).map((reference): Target => ({ target: 'instance', reference, text })),
  );
  return Result.combine(read).andThen((targets) => {
    const ids = targets.flatMap((target) =>
      target.target === 'instance' ? [target.reference.provider] : [],
    );
    const refused = refuseForeignOptions(flags, ids, providers);
    return refused.isErr() ? err(refused.error) : ok(withoutRepeats(targets));
  });
}

const onePlanOneFile: UpgradeError = invalidInput(
  'out',
  '--out takes one plan; give one reference, or a file for each',
);
