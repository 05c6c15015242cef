import * as z from 'zod/mini';
import { once } from './once.ts';
import type { UpgradeStep } from './provider.ts';

const stored = once(() =>
  z.object({
    operation: z.literal('UpgradeDBInstanceEngineVersion'),
    region: z.string(),
    instanceId: z.string(),
    engineVersion: z.string(),
    effectiveTime: z.enum(['Immediate', 'MaintainTime']),
  }),
);

/** Whether a stored call upgrades the step's own instance by its own hop. */
export function validCall(step: UpgradeStep, call: unknown): boolean {
  const parsed = stored().safeParse(call);
  if (!parsed.success) return false;
  const { region, instanceId, engineVersion } = parsed.data;
  return region === step.region && instanceId === step.instanceId && engineVersion === step.to;
}
