import { exitCode } from '../exit-code.ts';
import { makePlans } from '../plans.ts';
import { findingLines } from '../render/findings.ts';
import { writeResults } from '../render/results.ts';
import { report } from '../report.ts';
import type { RequestFlags } from '../request.ts';
import type { Session } from '../session.ts';
import { readInstances } from './plan.ts';

/** Shows the preconditions of an upgrade; reads only. */
export async function check(session: Session, text: string, flags: RequestFlags): Promise<number> {
  const { io, settings, style } = session;
  const targets = await readInstances(session, [text], flags);
  if (targets.isErr()) return report(session, targets.error);
  const [planned] = await makePlans(session, targets.value, flags);
  if (!planned) return exitCode.usage;
  if (planned.plan.isErr()) return report(session, planned.plan.error);
  const { findings, reference, from, to, steps } = planned.plan.value;
  const target = steps.length === 0 ? `${from}: nothing to do` : `${from} → ${to}`;
  const count = (status: string): number => findings.filter((finding) => finding.status === status).length;
  const counts = `${count('passed')} passed, ${count('failed')} failed, ${count('warning')} ${count('warning') === 1 ? 'warning' : 'warnings'}, ${count('unknown')} unknown`;
  writeResults(io, settings.output, findings, () =>
    [`${style.bold(reference)}  ${target}`, ...findingLines(findings, style), counts, ''].join('\n'),
  );
  return count('failed') > 0 ? exitCode.precondition : exitCode.done;
}
