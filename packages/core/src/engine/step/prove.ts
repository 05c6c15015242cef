import type { UpgradeError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Milliseconds } from '../../contract/time.ts';
import { negativeGap, positiveGap } from '../policy.ts';
import { countRead } from '../proof.ts';
import { limited } from './patience.ts';
import type { Settled, Settling } from './settling.ts';

/** What a read says that shows a step done. */
export function saysDone(evidence: Facts): string {
  return `done ${JSON.stringify(evidence)}`;
}

/** What a read says that shows nothing to do. */
export const saysPass = 'pass';

/** Whether the last look showed the step as it is to end: reads in a row prove it. */
export function isBeingProved<P extends Provider>({ state, row }: StepMemory<P>): boolean {
  return state === 'open' && row !== undefined && (row.says === saysPass || row.says.startsWith('done '));
}

/** Positive proof: it is so, in enough reads in a row. */
export function whenSo<P extends Provider>(
  input: Settling<P>,
  says: string,
  then: (proved: Settling<P>) => Settled<P>,
): Settled<P> {
  return prove(input, says, input.reads, positiveGap(input.policy), then);
}

/** Negative proof, dearer: it is not so, over all the time that the cloud may take to show a change. */
export function whenNotSo<P extends Provider>(
  input: Settling<P>,
  says: string,
  then: (proved: Settling<P>) => Settled<P>,
  error?: UpgradeError,
): Settled<P> {
  // Listings miss items: that something is gone takes more reads than any other thing.
  const reads = Math.max(2, input.policy.negativeReads) + (error?.kind === 'not-found' ? 2 : 0);
  return prove(input, says, reads, negativeGap(input.policy), then);
}

function prove<P extends Provider>(
  input: Settling<P>,
  says: string,
  wanted: number,
  gap: Milliseconds,
  then: (proved: Settling<P>) => Settled<P>,
): Settled<P> {
  const { observedAt, observer, policy } = input;
  const row = countRead(input.memory.row, { says, lookId: input.lookId, at: observedAt, by: observer }, gap);
  const reason = `making sure: ${row.reads} of ${wanted} reads in a row say so`;
  const memory = { ...input.memory, row, reason };
  if (row.reads >= wanted) return then({ ...input, memory });
  const next =
    policy.pollInterval === undefined
      ? (row.since?.[observer] ?? observedAt) + gap
      : observedAt + policy.pollInterval;
  return limited({ ...input, memory }, Math.max(observedAt, next));
}
