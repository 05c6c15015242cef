import type { StepContext } from '@engine-upgrader/core';
import type { AwsDms } from '../provider.ts';
import type { TargetInstance } from './step.ts';

/** The ARN of the instance that tasks are moved to: from the plan, or from the step that created it. */
export function targetArn(target: TargetInstance, context: StepContext<AwsDms>): string | undefined {
  if (target.createStep === undefined) return target.instanceArn;
  return context.memories[target.createStep]?.note?.created;
}
