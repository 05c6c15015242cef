import type { Verdict } from '@engine-upgrader/core';
import type { AwsDms } from '../provider.ts';

/** The end of a step that no waiting and no other attempt would mend. */
export function failed(message: string): Verdict<AwsDms> {
  return { verdict: 'fail', error: { kind: 'upgrade-failed', message } };
}
