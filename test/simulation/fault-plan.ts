import {
  type CloudCall,
  type Fault,
  type FaultPlan,
  type NamedFault,
  type Random,
  seededFaults,
} from '@engine-upgrader/cloud-simulator';
import type { Disturbances, Spell, Trouble } from './disturbances.ts';

/** How a cloud words the refusals that have no name of their own. */
export interface CloudWords {
  readonly busy: Refusal;
  readonly loginExpired: Refusal;
  readonly notPermitted: Refusal;
}

type Refusal = { readonly status: number; readonly code: string; readonly message: string };

/** What goes wrong with calls, as drawn: single faults, slow calls, busy things, and spells in which nothing goes. */
export function faultPlan(
  { rates, faultsUntil, spells, busy, slow }: Disturbances,
  words: CloudWords,
  random: Random,
  start: number,
): FaultPlan {
  const seeded = seededFaults(random.fork('rates'), rates, { until: start + faultsUntil });
  const draws = random.fork('others');
  const isBusy = seldomTwice(draws, busy);
  return (call, at) => {
    const changes = !call.action.startsWith('Describe') && !call.action.startsWith('List');
    const spell = spells.find((one) => at >= start + one.from && at < start + one.until);
    const trouble = spell && troubleOf(spell, words, changes);
    if (trouble) return [trouble];
    const faults = changes ? seeded(call, at).filter(concernsChanges) : seeded(call, at);
    if (at >= start + faultsUntil) return faults;
    return changes
      ? [...faults, ...(ofChanges(call, words, isBusy) ?? slowed([], draws, slow))]
      : slowed(faults, draws, slow);
  };
}

/** What a look shows wrongly is nothing to a change: it acts on the truth. */
function concernsChanges(fault: Fault): boolean {
  return fault !== 'stale-read' && fault !== 'missing-item';
}

function troubleOf({ trouble }: Spell, words: CloudWords, changes: boolean): Fault | undefined {
  const named: Partial<Record<Trouble, Fault>> = {
    'login-expired': { refuse: words.loginExpired },
    ...(changes ? { 'not-permitted': { refuse: words.notPermitted } } : {}),
  };
  if (trouble === 'login-expired' || trouble === 'not-permitted') return named[trouble];
  return trouble satisfies NamedFault;
}

/** A change may find the thing busy though no look has shown it. To create an instance nothing has to be free. */
function ofChanges(
  call: CloudCall,
  words: CloudWords,
  isBusy: (call: CloudCall) => boolean,
): readonly Fault[] | undefined {
  if (call.action.startsWith('Create') || !isBusy(call)) return undefined;
  return [{ refuse: words.busy }];
}

/** Whether a thing is busy: never for two calls in a row, so that it passes. */
function seldomTwice(draws: Random, rate: number): (call: CloudCall) => boolean {
  const before = new Set<string>();
  return ({ action, parameters }) => {
    const key = JSON.stringify([action, parameters]);
    if (rate === 0 || before.delete(key) || !draws.chance(rate)) return false;
    before.add(key);
    return true;
  };
}

/** Up to 30 s until it takes effect, and as long again for the answer: the caller has given up by then. */
function slowed(faults: readonly Fault[], draws: Random, slow: number): readonly Fault[] {
  return slow > 0 && draws.chance(slow) ? [...faults, { delay: draws.integer(20_000, 60_000) }] : faults;
}
