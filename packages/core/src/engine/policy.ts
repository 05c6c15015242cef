import type { Instant, Milliseconds } from '../contract/time.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How patient and how careful a run is. All times in milliseconds. */
export interface Policy {
  /** How long the cloud may take to show a change. The spacing of proofs and of looks follows from it. Default 60 s. */
  readonly settle: Milliseconds;
  /** Reads in a row, from different looks, that prove a step done. Default 3. */
  readonly reads: number;
  /** Reads in a row, over at least `settle`, that prove that something failed or did not happen. At least 2; default 4. */
  readonly negativeReads: number;
  /** Sends or refusals of one step until an operator is asked. Default 20. */
  readonly refusals: number;
  /** A fixed time between looks, in place of the adaptive one. */
  readonly pollInterval?: Milliseconds;
  /** How long a step may wait before its call is taken. Default 6 h, counted while somebody looks. */
  readonly freeLimit: Milliseconds;
  /** How long a call may show no sign of a beginning, once it may begin. Default 1 h. */
  readonly beginLimit: Milliseconds;
  /** How long what has begun may take. Default 24 h. */
  readonly finishLimit: Milliseconds;
  /** How long a run goes on without one successful look until an operator is asked. Default 24 h. */
  readonly blindLimit: Milliseconds;
}

/** The policy that a run has unless it is told another. */
export const defaultPolicy: Policy = {
  settle: minute,
  reads: 3,
  negativeReads: 4,
  refusals: 20,
  freeLimit: 6 * hour,
  beginLimit: hour,
  finishLimit: 24 * hour,
  blindLimit: 24 * hour,
};

/** The least time between two reads that prove that something is so. */
export function positiveGap(policy: Policy): Milliseconds {
  return policy.settle / 6;
}

/** The least time between two reads that prove that something is not so: together they span `settle`. */
export function negativeGap(policy: Policy): Milliseconds {
  return policy.settle / (Math.max(2, policy.negativeReads) - 1);
}

/** The time to the next look while something moves. */
export function movingInterval(policy: Policy): Milliseconds {
  return policy.pollInterval ?? policy.settle / 4;
}

/**
 * The time to the next look at what has been waited for that long: what takes hours is looked at less often than
 * what takes minutes, so that a look is late by a sixtieth of the wait at most.
 *
 * @param least the time between looks at what has just begun
 */
export function waitingInterval(policy: Policy, waited: Milliseconds, least: Milliseconds): Milliseconds {
  if (policy.pollInterval !== undefined) return policy.pollInterval;
  return Math.min(longestInterval(policy), Math.max(least, waited / 60));
}

/** The longest time between two looks: 15 minutes at the default. */
export function longestInterval(policy: Policy): Milliseconds {
  return policy.pollInterval ?? policy.settle * 15;
}

/**
 * How much of the time since the last look counts as watched. A clock that jumped, or nobody looking for a while, uses
 * up no limit. Of two processes that take turns, and whose clocks differ, each look counts for the least time between
 * two looks: together no more than has passed.
 *
 * @param last when the last look was; `undefined` before the first
 * @param sameClock whether the same process looked last
 */
export function watchedSince(
  policy: Policy,
  now: Instant,
  last: Instant | undefined,
  sameClock: boolean,
): Milliseconds {
  const most = sameClock ? longestInterval(policy) : movingInterval(policy);
  return Math.min(Math.max(0, now - (last ?? now)), most);
}

/** A policy of which every number can be used: what is none falls back to the default, what is too small is raised. */
export function usablePolicy(given: Partial<Policy>): Policy {
  const least: Omit<Policy, 'pollInterval'> = {
    settle: 1,
    reads: 1,
    negativeReads: 2,
    refusals: 1,
    freeLimit: 0,
    beginLimit: 0,
    finishLimit: 0,
    blindLimit: 0,
  };
  const number = (name: keyof typeof least): number => {
    const value = given[name] ?? Number.NaN;
    return Number.isFinite(value) ? Math.max(value, least[name]) : defaultPolicy[name];
  };
  const { pollInterval = 0 } = given;
  const fixed = Number.isFinite(pollInterval) && pollInterval > 0;
  return {
    settle: number('settle'),
    reads: number('reads'),
    negativeReads: number('negativeReads'),
    refusals: number('refusals'),
    freeLimit: number('freeLimit'),
    beginLimit: number('beginLimit'),
    finishLimit: number('finishLimit'),
    blindLimit: number('blindLimit'),
    ...(fixed ? { pollInterval } : {}),
  };
}
