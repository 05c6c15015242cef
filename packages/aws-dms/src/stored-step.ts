import * as z from 'zod/mini';
import { mostMoveAttempts } from './steps/move-attempts.ts';

const region = z.string().check(z.regex(/^[a-z0-9-]{1,40}$/));
/** An ARN of AWS DMS. */
export const arn: z.ZodMiniType<string> = z
  .string()
  .check(z.regex(/^arn:aws[a-z-]*:dms:[a-z0-9-]+:\d{12}:(?:rep|task|endpoint):[A-Za-z0-9-]{1,255}$/));
const name = z.string().check(z.regex(/^[A-Za-z0-9-]{1,255}$/));
const version = z.string().check(z.regex(/^\d{1,4}(?:\.\d{1,4}){1,3}$/));
const stepId = z.string().check(z.minLength(1), z.maxLength(300));

const target = z.object({ instanceId: name, instanceArn: z.optional(arn), createStep: z.optional(stepId) });
const wayOn = z.object({
  sourceEndpointArn: z.optional(arn),
  targetEndpointArn: z.optional(arn),
  migrationType: z.string(),
  postgresql: z.optional(z.object({ slotName: z.optional(z.string()) })),
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
    maintenanceWindow: z.optional(z.string().check(z.maxLength(40))),
  }),
  z.object({
    kind: z.literal('restore-task'),
    region,
    taskArn: arn,
    identifier: name,
    instanceArn: arn,
    instanceId: name,
    stopStep: z.optional(stepId),
    upgradeSteps: z.array(stepId),
    moved: z.optional(
      z.object({
        moveStep: stepId,
        target,
        afterFailedMove: z.enum(['resume-on-old', 'leave-stopped']),
        wayOn,
      }),
    ),
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
    identifier: z.string().check(z.maxLength(255)),
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
    moveAttempts: z.optional(z.int().check(z.minimum(1), z.maximum(mostMoveAttempts))),
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
