import type { Instant, Milliseconds } from '../contract/time.ts';
import { nextOpening } from './calendar.ts';
import type { FleetLimits, Wave } from './plan.ts';

/** What is scheduled. */
export interface Scheduled {
  readonly key: string;
  readonly scope: string;
  readonly duration: Milliseconds;
  /** It has begun: neither limits nor the calendar keep it from going on. */
  readonly isUnderWay?: true;
}

/** When each would begin and end. */
export type Schedule = ReadonlyMap<string, { readonly begin: Instant; readonly end: Instant }>;

/**
 * Plays a fleet run through as it would go if everything took as long as forecast: wave after wave, within the
 * limits and the calendar. Pure.
 */
export function schedule(
  waves: readonly Wave[],
  jobs: ReadonlyMap<string, Scheduled>,
  limits: FleetLimits,
  startAt: Instant,
): Schedule {
  const times = new Map<string, { begin: Instant; end: Instant }>();
  let now = startAt;
  for (const wave of waves) {
    now = playWave(wave, jobs, limits, now, times) + wave.bake;
  }
  return times;
}

function playWave(
  wave: Wave,
  jobs: ReadonlyMap<string, Scheduled>,
  limits: FleetLimits,
  startAt: Instant,
  times: Map<string, { begin: Instant; end: Instant }>,
): Instant {
  const { maxConcurrency, maxConcurrencyPerScope = Number.POSITIVE_INFINITY, calendar } = limits;
  const all = wave.instances.flatMap((key) => jobs.get(key) ?? []);
  let running: { job: Scheduled; end: Instant }[] = [];
  let now = startAt;
  const inScope = new Map<string, number>();
  const count = (scope: string, by: number): number => {
    const counted = (inScope.get(scope) ?? 0) + by;
    inScope.set(scope, counted);
    return counted;
  };
  const begin = (job: Scheduled): void => {
    times.set(job.key, { begin: now, end: now + job.duration });
    running.push({ job, end: now + job.duration });
    count(job.scope, 1);
  };
  const beginIfRoom = (job: Scheduled): boolean => {
    if (running.length >= maxConcurrency || count(job.scope, 0) >= maxConcurrencyPerScope) return false;
    begin(job);
    return true;
  };
  for (const job of all) if (job.isUnderWay) begin(job);
  let waiting = all.filter((job) => !job.isUnderWay);
  while (waiting.length > 0 || running.length > 0) {
    const opening = waiting.length > 0 ? nextOpening(calendar, now) : undefined;
    if (opening === now) waiting = waiting.filter((job) => !beginIfRoom(job));
    let next = opening !== undefined && opening > now ? opening : Number.POSITIVE_INFINITY;
    for (const { end } of running) if (end < next) next = end;
    if (!Number.isFinite(next)) return now;
    now = next;
    const ended = running.filter(({ end }) => end <= now);
    for (const { job } of ended) count(job.scope, -1);
    if (ended.length > 0) running = running.filter(({ end }) => end > now);
  }
  return now;
}
