import { z } from 'zod';

const region = z.string().regex(/^[a-z0-9-]{1,40}$/);
const arn = z
  .string()
  .regex(/^arn:aws[a-z-]*:dms:[a-z0-9-]+:\d{12}:(?:rep|task|endpoint):[A-Za-z0-9-]{1,255}$/);
const name = z.string().regex(/^[A-Za-z0-9-]{1,255}$/);
const version = z.string().regex(/^\d{1,4}(?:\.\d{1,4}){1,3}$/);
const stepId = z.string().min(1).max(300);

const target = z.object({ instanceId: name, instanceArn: arn.optional(), createStep: stepId.optional() });
const wayOn = z.object({
  sourceEndpointArn: arn.optional(),
  targetEndpointArn: arn.optional(),
  migrationType: z.string(),
  postgresql: z.object({ slotName: z.string().optional() }).optional(),
});

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
    moved: z
      .object({
        moveStep: stepId,
        target,
        afterFailedMove: z.enum(['resume-on-old', 'leave-stopped']),
        wayOn,
      })
      .optional(),
  }),
  z.object({
    kind: z.literal('create-instance'),
    region,
    settings: z.looseObject({
      ReplicationInstanceIdentifier: name,
      ReplicationInstanceClass: z.string(),
      EngineVersion: version,
      MultiAZ: z.boolean(),
      AutoMinorVersionUpgrade: z.boolean(),
      PubliclyAccessible: z.boolean(),
    }),
    tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
  }),
  z.object({
    kind: z.literal('test-connection'),
    region,
    endpointArn: arn,
    identifier: z.string().max(255),
    target,
  }),
  z.object({
    kind: z.literal('move-task'),
    region,
    taskArn: arn,
    identifier: name,
    instanceArn: arn,
    target,
    stopStep: stepId,
    withoutCheckpoint: z.enum(['refuse', 'move']),
    wayOn,
  }),
  z.object({ kind: z.literal('pause'), reason: z.string() }),
  z.object({
    kind: z.literal('name-left-overs'),
    region,
    instanceId: name,
    instanceArn: arn,
    target,
    subscriptions: z.array(z.string()),
  }),
  z.object({ kind: z.literal('delete-instance'), region, instanceId: name, instanceArn: arn }),
]);

/** Whether what a plan tells a step is what this driver would tell it. */
export function validStep(input: unknown): boolean {
  return step.safeParse(input).success;
}
