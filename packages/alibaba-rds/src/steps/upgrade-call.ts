import type { Instant, TimeSpan, Verdict } from '@engine-upgrader/core';
import { maintenanceWindow } from '../maintenance-window.ts';
import type { AlibabaRds, UpgradeCall, UpgradeStep } from '../provider.ts';

/** The request that upgrades a step's member by its hop. */
function upgradeCall(step: UpgradeStep): UpgradeCall {
  return {
    operation: 'UpgradeDBInstanceEngineVersion',
    region: step.region,
    instanceId: step.instanceId,
    engineVersion: step.to,
    effectiveTime: step.effectiveTime === 'immediate' ? 'Immediate' : 'MaintainTime',
  };
}

/** When an upgrade asked for at a time may begin, where that is not at once and is known. */
function upgradeEffect(step: UpgradeStep, asked: Instant): TimeSpan | undefined {
  if (step.effectiveTime === 'immediate' || step.maintenanceWindow === undefined) return undefined;
  return maintenanceWindow(step.maintenanceWindow, asked);
}

/** The verdict that asks for the upgrade. */
export function askForUpgrade(step: UpgradeStep, asked: Instant): Verdict<AlibabaRds> {
  const effect = upgradeEffect(step, asked);
  return {
    verdict: 'act',
    call: upgradeCall(step),
    reason: `${step.instanceId} is Running on ${step.from}`,
    ...(effect === undefined ? {} : { effect }),
  };
}
