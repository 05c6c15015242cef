import { isMajorChange } from '../engine-version.ts';
import type { DmsCall } from '../provider.ts';
import type { UpgradeInstanceStep } from './step.ts';

/**
 * The request that upgrades the instance by a hop. ApplyImmediately also applies everything else that is queued
 * (UG), which a precondition shows. AllowMajorVersionUpgrade goes along whenever the first two components differ:
 * 3.4 to 3.5 requires it (RN).
 */
export function upgradeCall(step: UpgradeInstanceStep): DmsCall {
  return {
    operation: 'ModifyReplicationInstance',
    region: step.region,
    input: {
      ReplicationInstanceArn: step.instanceArn,
      EngineVersion: step.to,
      ApplyImmediately: step.effectiveTime === 'immediate',
      ...(isMajorChange(step.from, step.to) ? { AllowMajorVersionUpgrade: true } : {}),
    },
  };
}
