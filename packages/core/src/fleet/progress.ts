import type { UpgradeError } from '../contract/errors.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { type Scheduled, schedule } from './schedule.ts';
import { type FleetState, type Hold, type InstanceState, isError, isSettled, isUnderWay } from './run.ts';
import { scopeOf } from './source.ts';

/** How one wave stands. */
export interface WaveProgress {
  readonly name: string;
  readonly state: FleetState['run']['waves'][number]['state'];
  readonly counts: Readonly<Partial<Record<InstanceState, number>>>;
  readonly instances: number;
}

/** How one instance stands. */
export interface InstanceProgress {
  readonly key: string;
  readonly reference: string;
  readonly wave: string;
  readonly state: InstanceState;
  readonly runId?: string;
  /** What it waits for, or why it ended as it did. */
  readonly reason?: string;
  readonly todo?: readonly string[];
  readonly beganAt?: Instant;
  readonly endedAt?: Instant;
}

/** Where a fleet run stands. */
export interface FleetProgress {
  readonly fleetRunId: string;
  readonly name: string;
  readonly state: 'running' | 'stopped' | 'ended';
  readonly hold?: Hold;
  readonly counts: Readonly<Partial<Record<InstanceState, number>>>;
  readonly waves: readonly WaveProgress[];
  /** Failures first, then what is under way, then what waits, then what is done. */
  readonly instances: readonly InstanceProgress[];
  /** What keeps scopes from looking or acting, by scope. */
  readonly problems: Readonly<Record<string, UpgradeError>>;
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly nextLookAt: Instant;
  /** As forecast, from now on; absent when it has ended. */
  readonly timeLeft?: Milliseconds;
}

/** What is shown of a run under way besides its row. */
export interface Surroundings {
  readonly now: Instant;
  /** What a run waits for. */
  readonly reasonOf: (runId: string) => string | undefined;
  readonly problems: Readonly<Record<string, UpgradeError>>;
}

/** Where a fleet run stands, for people and programs. Pure. */
export function fleetProgress(state: FleetState, { now, reasonOf, problems }: Surroundings): FleetProgress {
  const { run, instances } = state;
  const { plan } = run;
  const waveOf = new Map(plan.waves.flatMap(({ name, instances: keys }) => keys.map((key) => [key, name])));
  const shown = plan.instances.map(({ key, reference }): InstanceProgress => {
    const {
      state: stands,
      runId,
      reason,
      todo,
      beganAt,
      endedAt,
    } = instances.get(key) ?? { state: 'waiting' };
    const waits = stands === 'running' && runId !== undefined ? (reasonOf(runId) ?? reason) : reason;
    return {
      key,
      reference,
      wave: waveOf.get(key) ?? '',
      state: stands,
      ...(runId === undefined ? {} : { runId }),
      ...(waits === undefined ? {} : { reason: waits }),
      ...(todo === undefined ? {} : { todo }),
      ...(beganAt === undefined ? {} : { beganAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
    };
  });
  const left = run.state === 'running' ? timeLeft(state, now) : undefined;
  return {
    fleetRunId: run.id,
    name: plan.name,
    state: run.state,
    ...(run.hold ? { hold: run.hold } : {}),
    counts: countsOf(shown),
    waves: plan.waves.map(({ name, instances: keys }, index) => ({
      name,
      state: run.waves[index]?.state ?? 'waiting',
      counts: countsOf(shown.filter(({ wave }) => wave === name)),
      instances: keys.length,
    })),
    instances: shown.sort((one, other) => rank(one.state) - rank(other.state)),
    problems,
    startedAt: run.createdAt,
    ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    nextLookAt: run.nextLookAt,
    ...(left === undefined ? {} : { timeLeft: left }),
  };
}

function rank(state: InstanceState): number {
  if (isError(state)) return 0;
  if (isUnderWay(state)) return 1;
  return isSettled(state) && state === 'succeeded' ? 3 : 2;
}

function countsOf(instances: readonly InstanceProgress[]): Partial<Record<InstanceState, number>> {
  const counts: Partial<Record<InstanceState, number>> = {};
  for (const { state } of instances) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** What is left, played through as forecast; what is under way counts from when it began. */
function timeLeft({ run, instances }: FleetState, now: Instant): Milliseconds {
  const jobs = new Map<string, Scheduled>();
  for (const instance of run.plan.instances) {
    const { state, beganAt = now } = instances.get(instance.key) ?? { state: 'waiting' };
    if (isSettled(state)) continue;
    const { duration } = instance.plan.forecast;
    const job = { key: instance.key, scope: scopeOf(instance) };
    jobs.set(
      instance.key,
      isUnderWay(state)
        ? { ...job, duration: Math.max(0, beganAt + duration - now), isUnderWay: true }
        : { ...job, duration },
    );
  }
  const open = run.plan.waves.filter((_wave, index) => run.waves[index]?.state !== 'over');
  const ends = [...schedule(open, jobs, run.plan.limits, now).values()].map(({ end }) => end);
  return Math.max(now, ...ends) - now;
}
