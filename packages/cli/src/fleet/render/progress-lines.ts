import type { FleetProgress, InstanceProgress, InstanceState } from '@engine-upgrader/core/fleet';
import { durationInWords } from '../../duration.ts';
import type { Style } from '../../render/style.ts';
import { columns } from '../../render/table.ts';
import { countsLine } from './counts.ts';
import { instanceMark, reasonLine, stateInWords } from './instance-mark.ts';
import { waitsFor } from './waits-for.ts';

/** Waves that are shown by themselves; more are a line for all. */
const mostWaves = 8;
/** Problems that are shown by themselves. */
const mostProblems = 4;

const underWay: ReadonlySet<InstanceState> = new Set(['preparing', 'running', 'finishing']);
const wrong: ReadonlySet<InstanceState> = new Set([
  'failed',
  'needs-operator',
  'cancelled',
  'vetoed',
  'not-begun',
]);

/**
 * A fleet run in at most so many lines, however many instances it has: its waves, what keeps it, then the instances
 * that went wrong, then those that are under way, with what each waits for.
 *
 * @param room at least the head is shown
 */
export function progressLines(progress: FleetProgress, room: number, style: Style): string[] {
  const head = headLines(progress, style);
  const failed = progress.instances.filter(({ state }) => wrong.has(state));
  const active = progress.instances.filter(({ state }) => underWay.has(state));
  const left = Math.max(0, room - head.length);
  // Failures go first, but what is under way is never all hidden.
  const forActive = Math.min(active.length, Math.max(Math.floor(left / 3), left - failed.length));
  return [
    ...head,
    ...someOf(failed, left - forActive, 'that went wrong', style),
    ...someOf(active, forActive, 'under way', style),
  ];
}

/** One instance in one line: its sign, its name, and why it is as it is. */
export function instanceLine(instance: InstanceProgress, style: Style): string {
  const { state, key, wave } = instance;
  const why = reasonLine(instance, style);
  return `${instanceMark(state, style)} ${key}  ${style.dim(wave)}  ${stateInWords(state)}${why}`;
}

/** The head: what it is, what holds it, its waves, and what keeps scopes from going on. */
function headLines(progress: FleetProgress, style: Style): string[] {
  const { name, fleetRunId, counts, problems } = progress;
  const scopes = Object.entries(problems);
  const shown = scopes.slice(0, mostProblems);
  const waits = waitsFor(progress);
  return [
    `${style.bold(name)}  ${runState(progress, style)}  ${style.dim(`fleet run ${fleetRunId}`)}`,
    `  ${countsLine(counts, style)}`,
    ...waveLines(progress, style).map((line) => `  ${line}`),
    ...(waits === undefined ? [] : [`  ${waits}`]),
    ...shown.map(([scope, { message }]) => style.yellow(`  ! ${scope}: ${message}`)),
    ...(scopes.length > shown.length ? [`  … and ${scopes.length - shown.length} more scopes`] : []),
  ];
}

/** Where it stands, and why nothing new begins where that is so. */
export function runState({ state, hold }: Pick<FleetProgress, 'state' | 'hold'>, style: Style): string {
  const why = hold ? `, ${hold.hold}: ${hold.reason}` : '';
  if (state === 'ended') return `ended${why}`;
  return state === 'stopped'
    ? style.yellow(`stopped${why}`)
    : hold
      ? style.yellow(`running${why}`)
      : style.cyan(state);
}

function waveLines({ waves }: FleetProgress, style: Style): string[] {
  // Of many waves those that are next are shown.
  const open = waves.filter(({ state }) => state !== 'over');
  const shown = waves.length <= mostWaves ? waves : open.slice(0, mostWaves - 1);
  const rows = shown.map(({ name, state, instances, counts }) => [
    name,
    state === 'waiting' ? style.dim(state) : state,
    String(instances),
    countsLine(counts, style),
  ]);
  const heads = ['wave', 'state', 'instances', ''].map((text) => style.dim(text.toUpperCase()));
  const hidden = waves.length - shown.length;
  return [...columns([heads, ...rows]), ...(hidden > 0 ? [style.dim(`… and ${hidden} more waves`)] : [])];
}

function someOf(instances: readonly InstanceProgress[], room: number, what: string, style: Style): string[] {
  if (room <= 0) return [];
  if (instances.length <= room) return instances.map((instance) => instanceLine(instance, style));
  const shown = instances.slice(0, room - 1);
  const more = style.dim(`… and ${instances.length - shown.length} more ${what}`);
  return [...shown.map((instance) => instanceLine(instance, style)), more];
}

/** What is left, as forecast, in words. */
export function timeLeft({ timeLeft: left }: Pick<FleetProgress, 'timeLeft'>): string {
  return left === undefined ? '' : `, about ${durationInWords(left)} left`;
}
