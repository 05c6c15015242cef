import { freshMemory, type Snapshot, type StepContext, type StepMemory } from '@engine-upgrader/core';
import { instanceKey, taskKey, tasksKey } from '../needs.ts';
import type { ReplicationInstance, ReplicationTask } from '../observe/resources.ts';
import type { DmsSurvey, EngineVersion } from '../observe/survey.ts';
import type { ResolvedDmsRequest } from '../planning/request.ts';
import type { AwsDms } from '../provider.ts';
import type { DmsStep } from '../steps/step.ts';
import { draftInPlace } from '../in-place.ts';
import { valueOf } from './unwrap.ts';

export const start: number = Date.UTC(2026, 0, 1);
export const minute = 60_000;
const account = 'arn:aws:dms:us-east-1:123456789012';
export const instanceArn: string = `${account}:rep:ORDERS`;

export function instance(fields: Partial<ReplicationInstance> = {}): ReplicationInstance {
  return {
    kind: 'instance',
    region: 'us-east-1',
    instanceId: 'orders',
    arn: instanceArn,
    status: 'available',
    engineVersion: '3.5.4',
    instanceClass: 'dms.t3.medium',
    multiAz: false,
    autoMinorVersionUpgrade: false,
    maintenanceWindow: 'sun:06:00-sun:14:00',
    pending: {},
    ...fields,
  };
}

export function task(fields: Partial<ReplicationTask> = {}): ReplicationTask {
  const identifier = fields.identifier ?? 'orders-cdc';
  return {
    kind: 'task',
    region: 'us-east-1',
    arn: `${account}:task:${identifier.toUpperCase()}`,
    identifier,
    instanceArn,
    migrationType: 'cdc',
    status: 'running',
    startDate: start - 100 * minute,
    sourceEndpointArn: `${account}:endpoint:SOURCE`,
    targetEndpointArn: `${account}:endpoint:TARGET`,
    ...fields,
  };
}

/** Versions by the upgrades that each offers. */
export function versions(graph: Readonly<Record<string, readonly string[]>>): EngineVersion[] {
  return Object.entries(graph).map(([version, availableUpgrades]) => ({ version, availableUpgrades }));
}

export function survey(fields: Partial<DmsSurvey> = {}): DmsSurvey {
  const offered = versions({ '3.5.3': ['3.5.4'], '3.5.4': ['3.6.1'], '3.6.1': [] });
  return {
    instance: instance(),
    tasks: [task()],
    versions: offered,
    orderables: {
      sight: 'seen',
      value: offered.map(({ version }) => ({ engineVersion: version, instanceClass: 'dms.t3.medium' })),
    },
    endpoints: { sight: 'seen', value: [] },
    loads: [],
    tags: { sight: 'seen', value: {} },
    maintenance: { sight: 'seen', value: [] },
    quotas: { sight: 'seen', value: [] },
    ...fields,
  };
}

export function request(fields: Partial<ResolvedDmsRequest> = {}): ResolvedDmsRequest {
  return {
    reference: { provider: 'aws-dms', region: 'us-east-1', id: 'orders' },
    to: '3.6.1',
    effectiveTime: 'immediate',
    onlyThis: false,
    options: undefined,
    ...fields,
  };
}

/** One look that saw this instance and these tasks. */
export function snapshot(
  seen: { readonly instance?: ReplicationInstance; readonly tasks?: readonly ReplicationTask[] },
  observedAt: number = start,
): Snapshot<AwsDms> {
  const tasks = seen.tasks ?? [];
  return {
    id: `look-${observedAt}`,
    startedAt: observedAt,
    observedAt,
    sights: {
      ...(seen.instance
        ? { [instanceKey('us-east-1', seen.instance.instanceId)]: { sight: 'seen', value: seen.instance } }
        : {}),
      [tasksKey(instanceArn)]: { sight: 'seen', value: { kind: 'tasks', instanceArn, tasks } },
      ...Object.fromEntries(tasks.map((value) => [taskKey(value.arn), { sight: 'seen', value }])),
    },
  };
}

export function memory(fields: Partial<StepMemory<AwsDms>> = {}): StepMemory<AwsDms> {
  return { ...freshMemory<AwsDms>(), state: 'open', enteredAt: start, ...fields };
}

/** A memory whose call was sent at a time and accepted. */
export function accepted(
  fields: Partial<StepMemory<AwsDms>> = {},
  storedAt: number = start,
): StepMemory<AwsDms> {
  return memory({
    attempts: 1,
    intent: {
      call: { operation: 'StopReplicationTask', region: 'us-east-1', input: { ReplicationTaskArn: 'arn' } },
      token: 'token',
      attempt: 1,
      send: 1,
      storedAt,
      sendBy: storedAt + 30_000,
    },
    answer: { answer: 'accepted', acknowledgement: {}, at: storedAt + 1 },
    ...fields,
  });
}

export function context(memories: Readonly<Record<string, StepMemory<AwsDms>>> = {}): StepContext<AwsDms> {
  const draft = valueOf(draftInPlace(request(), survey(), start));
  return {
    plan: {
      format: 'engine-upgrader/plan',
      formatVersion: 1,
      id: 'plan',
      provider: 'aws-dms',
      scope: { provider: 'aws-dms', account: 'default', region: 'us-east-1' },
      reference: 'aws-dms://us-east-1/orders',
      createdAt: start,
      effectiveTime: 'immediate',
      findings: [],
      digest: '',
      ...draft,
    },
    memories,
    settle: minute,
  };
}

/** A step with this input. */
export function stepOf(input: DmsStep): StepContext<AwsDms>['plan']['steps'][number] {
  const member = 'aws-dms://us-east-1/orders';
  return { id: input.kind, phase: 'forward', title: input.kind, member, after: [], changes: [], input };
}
