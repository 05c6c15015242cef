import type { Driver, StepKind } from '../contract/driver.ts';
import type { Verdict } from '../contract/verdict.ts';
import { defaultPolicy } from '../engine/policy.ts';
import type { Deciding } from '../engine/run/deciding.ts';
import { type Evaluated, evaluate } from '../engine/run/evaluate.ts';
import type { RunState } from '../engine/run/state.ts';
import { snapshotOf, type Tiny, tinyDriver } from './tiny.ts';
import { verdicts } from './trial.ts';

/** A driver whose steps say what they are told to, by their id; the others wait. */
export function scripted(
  said: Readonly<Record<string, Verdict<Tiny>>>,
  kind: Partial<StepKind<Tiny>> = {},
): Driver<Tiny> {
  return {
    ...tinyDriver,
    steps: [
      {
        kind: 'set',
        idempotent: true,
        needs: (step) => [{ key: step.member }],
        decide: (step) => said[step.id] ?? verdicts.waiting,
        ...kind,
      },
    ],
  };
}

/** One look at a run at a time of its own, by the default policy. */
export function lookAt(
  state: RunState<Tiny>,
  seen: Parameters<typeof snapshotOf>[1],
  at: number,
  driver: Driver<Tiny>,
  more: Partial<Deciding<Tiny>> = {},
): Evaluated<Tiny> {
  const deciding = { driver, policy: defaultPolicy, sendBy: at + 30_000, observer: 'one', ...more };
  return evaluate(state, snapshotOf(at, seen), deciding);
}

/** Looks a while apart that all see the same, until the run rests. */
export function keepLookingAt(
  from: RunState<Tiny>,
  seen: Parameters<typeof snapshotOf>[1],
  [first, last, apart]: readonly [number, number, number],
  driver: Driver<Tiny>,
): RunState<Tiny> {
  let state = from;
  for (let at = first; at <= last && state.run.state === 'running'; at += apart) {
    state = lookAt(state, seen, at, driver).state;
  }
  return state;
}
