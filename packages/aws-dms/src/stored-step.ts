import { z } from 'zod';

const region = z.string().regex(/^[a-z0-9-]{1,40}$/);
const arn = z.string().regex(/^arn:aws[a-z-]*:dms:[a-z0-9-]+:\d{12}:(?:rep|task):[A-Za-z0-9-]{1,255}$/);
const name = z.string().regex(/^[A-Za-z0-9-]{1,255}$/);
const version = z.string().regex(/^\d{1,4}(?:\.\d{1,4}){1,3}$/);
const stepId = z.string().min(1).max(300);

const step = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stop-task'),
    region,
    taskArn: arn,
    identifier: name,
    instanceArn: arn,
  }),
  z.object({
    kind: z.literal('upgrade-instance'),
    region,
    instanceId: name,
    instanceArn: arn,
    taskArns: z.array(arn),
    from: version,
    to: version,
    effectiveTime: z.enum(['immediate', 'maintenance-window']),
    maintenanceWindow: z.string().max(40).optional(),
  }),
  z.object({
    kind: z.literal('restore-task'),
    region,
    taskArn: arn,
    identifier: name,
    instanceArn: arn,
    instanceId: name,
    stopStep: stepId.optional(),
    upgradeSteps: z.array(stepId),
  }),
]);

/** Whether what a plan tells a step is what this driver would tell it. */
export function validStep(input: unknown): boolean {
  return step.safeParse(input).success;
}
