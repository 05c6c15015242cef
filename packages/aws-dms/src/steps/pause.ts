import type { StepKind } from '@engine-upgrader/core';
import type { AwsDms } from '../provider.ts';

/** Waits until a person says `continue`. */
export const pause: StepKind<AwsDms> = {
  kind: 'pause',
  reads: 1,
  sends: false,
  idempotent: false,
  needs: () => [],
  decide: ({ input }, _snapshot, memory, { continuedAt }) => {
    if (continuedAt !== undefined && continuedAt >= (memory.enteredAt ?? 0)) {
      return { verdict: 'done', evidence: { continued: true }, reason: 'continued by a person' };
    }
    const reason = input.kind === 'pause' ? input.reason : '';
    return { verdict: 'wait', reason, moving: false, paused: true };
  },
};
