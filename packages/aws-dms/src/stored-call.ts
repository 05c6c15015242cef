import * as z from 'zod/mini';
import type { DmsStep, TargetInstance } from './steps/step.ts';
import { arn } from './stored-step.ts';

const stored = z.object({
  operation: z.string(),
  region: z.string(),
  input: z.record(z.string(), z.unknown()),
});

/** What a call of a step has to be about. */
interface Expected {
  readonly operation: string;
  readonly about: Readonly<Record<string, unknown>>;
  /** The instance that tasks are moved to: its ARN may be known to the run alone. */
  readonly target?: { readonly field: string; readonly instance: TargetInstance };
}

/** Whether a stored call is the step's own operation on the step's own instance or task. */
export function validCall(step: DmsStep, call: unknown): boolean {
  const parsed = stored.safeParse(call);
  const expected = expectedOf(step);
  if (!parsed.success || !expected || !('region' in step)) return false;
  const { operation, region, input } = parsed.data;
  const { about, target } = expected;
  return (
    operation === expected.operation &&
    region === step.region &&
    Object.entries(about).every(([name, value]) => input[name] === value) &&
    (!target || isTarget(input[target.field], target.instance))
  );
}

function isTarget(value: unknown, { instanceArn }: TargetInstance): boolean {
  return instanceArn === undefined ? arn.safeParse(value).success : value === instanceArn;
}

function expectedOf(step: DmsStep): Expected | undefined {
  switch (step.kind) {
    case 'stop-task':
      return { operation: 'StopReplicationTask', about: { ReplicationTaskArn: step.taskArn } };
    case 'restore-task': {
      const about = { ReplicationTaskArn: step.taskArn, StartReplicationTaskType: 'resume-processing' };
      return { operation: 'StartReplicationTask', about };
    }
    case 'upgrade-instance': {
      const about = { ReplicationInstanceArn: step.instanceArn, EngineVersion: step.to };
      return { operation: 'ModifyReplicationInstance', about };
    }
    case 'create-instance': {
      const { ReplicationInstanceIdentifier, EngineVersion } = step.settings;
      return {
        operation: 'CreateReplicationInstance',
        about: { ReplicationInstanceIdentifier, EngineVersion },
      };
    }
    case 'test-connection': {
      const target = { field: 'ReplicationInstanceArn', instance: step.target };
      return { operation: 'TestConnection', about: { EndpointArn: step.endpointArn }, target };
    }
    case 'move-task': {
      const target = { field: 'TargetReplicationInstanceArn', instance: step.target };
      return { operation: 'MoveReplicationTask', about: { ReplicationTaskArn: step.taskArn }, target };
    }
    case 'delete-instance':
      return { operation: 'DeleteReplicationInstance', about: { ReplicationInstanceArn: step.instanceArn } };
    case 'pause':
    case 'name-left-overs':
      return undefined;
  }
}
