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

/** A window that opens this soon may be open when the call arrives. */
const soon = 5 * 60_000;

/**
 * When an upgrade asked for at a time may begin, where that is not at once and is known. What is asked for while a
 * window is open may begin in it, or may wait for the next one: that is not documented.
 */
function upgradeEffect(step: UpgradeStep, asked: Instant): TimeSpan | undefined {
  if (step.effectiveTime === 'immediate' || step.maintenanceWindow === undefined) return undefined;
  const first = maintenanceWindow(step.maintenanceWindow, asked);
  if (!first || first.from > asked + soon) return first;
  const next = maintenanceWindow(step.maintenanceWindow, first.until + 1) ?? first;
  return { from: first.from, until: next.until };
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
