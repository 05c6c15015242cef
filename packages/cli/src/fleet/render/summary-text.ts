import type { FleetProgress, InstanceProgress } from '@engine-upgrader/core/fleet';
import { durationInWords } from '../../duration.ts';
import type { Style } from '../../render/style.ts';
import { columns } from '../../render/table.ts';
import { instant } from '../../render/time.ts';
import { countsLine } from './counts.ts';
import { instanceLine, runState, timeLeft } from './progress-lines.ts';
import { waitsFor } from './waits-for.ts';

/** Instances that are listed by themselves. */
const most = 60;

/** Where a fleet run stands, for people: at its end the summary. Failures come first, with what to do. */
export function summaryText(progress: FleetProgress, style: Style): string {
  const { name, fleetRunId, counts, waves, instances, problems, startedAt, endedAt } = progress;
  const listed = instances.filter(
    ({ state }) => state !== 'waiting' && state !== 'succeeded' && state !== 'not-begun',
  );
  const shown = listed.slice(0, most);
  const waits = waitsFor(progress);
  const rows = waves.map((wave) => [
    wave.name,
    wave.state,
    String(wave.instances),
    countsLine(wave.counts, style),
  ]);
  const heads = ['wave', 'state', 'instances', ''].map((text) => style.dim(text.toUpperCase()));
  const time =
    endedAt === undefined
      ? `since ${instant(startedAt)}${timeLeft(progress)}`
      : `in ${durationInWords(endedAt - startedAt)}`;
  return [
    `${style.bold(name)}  ${runState(progress, style)}  ${time}  ${style.dim(`fleet run ${fleetRunId}`)}`,
    countsLine(counts, style),
    ...(waits === undefined ? [] : [waits]),
    '',
    ...columns([heads, ...rows]),
    ...section(shown.flatMap((instance) => withTodo(instance, style))),
    ...(listed.length > shown.length
      ? [style.dim(`… and ${listed.length - shown.length} more; all of them with fleet status -o json`)]
      : []),
    ...section(
      Object.entries(problems).map(([scope, { message }]) => style.yellow(`! ${scope}: ${message}`)),
    ),
    '',
  ].join('\n');
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function withTodo(instance: InstanceProgress, style: Style): string[] {
  const todo = (instance.todo ?? []).map((line) => `    to do: ${line}`);
  const run = instance.runId === undefined ? '' : style.dim(`  run ${instance.runId}`);
  return [`${instanceLine(instance, style)}${run}`, ...todo];
}
