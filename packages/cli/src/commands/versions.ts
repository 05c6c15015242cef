import type { VersionPath } from '@engine-upgrader/core';
import { withoutArns } from '../arns.ts';
import { exitCode } from '../exit-code.ts';
import { datesLine } from '../render/dates.ts';
import { writeResults } from '../render/results.ts';
import type { Style } from '../render/style.ts';
import { table } from '../render/table.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { readReference } from '../target.ts';

/** Shows the targets that the cloud offers, and the hops to each. */
export async function versions(session: Session, text: string): Promise<number> {
  const { io, settings, style } = session;
  const named = await withoutArns(session, [text]);
  const reference = named.andThen(([name = text]) => readReference(name, io.providers));
  if (reference.isErr()) return report(session, reference.error);
  const offered = await session
    .reader(reference.value.provider)
    .andThen(({ upgrader }) => upgrader.versions(reference.value));
  if (offered.isErr()) return report(session, offered.error);
  writeResults(io, settings.output, offered.value, () => versionsText(offered.value, style));
  return exitCode.done;
}

function versionsText(paths: readonly VersionPath[], style: Style): string {
  if (paths.length === 0) return 'Nothing is offered from here.\n';
  const rows = paths.map(({ target, hops, dates, remarks }) => [
    style.bold(target),
    [hops[0]?.from ?? '', ...hops.map((hop) => hop.to)].join(' → '),
    datesLine(dates),
    remarks.join('; '),
  ]);
  return table(['target', 'hops', 'dates', 'remarks'], rows, style);
}
