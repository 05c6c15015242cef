import type { CallAnswer, StepMemory } from '@engine-upgrader/core';
import type { AlibabaRds, UpgradeStep } from '../provider.ts';

/** Codes that refuse an instance for being a replica (UE). */
const replicaCodes: ReadonlySet<string> = new Set(['ReadInstanceNotSupport', 'IncorrectDBInstanceType']);

/**
 * Whether the last attempt was refused because the member is a replica. A send in doubt may have been accepted
 * before the refusal, so that it proves nothing yet.
 */
export function refusedAsReplica(step: UpgradeStep, memory: StepMemory<AlibabaRds>): boolean {
  if (step.role === 'primary' || memory.doubt) return false;
  return replicaCodes.has(refusalCode(memory.answer) ?? '');
}

function refusalCode(answer: CallAnswer<AlibabaRds> | undefined): string | undefined {
  if (answer?.answer !== 'rejected') return undefined;
  return 'provider' in answer.error ? answer.error.provider?.code : undefined;
}
