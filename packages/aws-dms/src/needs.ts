import type { DmsNeed } from './provider.ts';

/** Where a snapshot has an instance. */
export function instanceKey(region: string, instanceId: string): string {
  return `instance:${region}/${instanceId}`;
}

/** Where a snapshot has all tasks of an instance. */
export function tasksKey(instanceArn: string): string {
  return `tasks:${instanceArn}`;
}

/** Where a snapshot has one task. */
export function taskKey(taskArn: string): string {
  return `task:${taskArn}`;
}

/** The need to look at an instance. */
export function instanceNeed(region: string, instanceId: string): DmsNeed {
  return { key: instanceKey(region, instanceId), kind: 'instance', region, instanceId };
}

/** The need to look at all tasks of an instance; `known` should be among them. */
export function tasksNeed(region: string, instanceArn: string, known: readonly string[]): DmsNeed {
  return { key: tasksKey(instanceArn), kind: 'tasks', region, instanceArn, known };
}

/** The need to look at one task. */
export function taskNeed(task: {
  readonly region: string;
  readonly taskArn: string;
  readonly instanceArn?: string | undefined;
}): DmsNeed {
  const { region, taskArn, instanceArn } = task;
  return { key: taskKey(taskArn), kind: 'task', region, taskArn, instanceArn };
}

/** Where a snapshot has the connection from an instance to an endpoint. */
export function connectionKey(instanceArn: string, endpointArn: string): string {
  return `connection:${instanceArn} ${endpointArn}`;
}

/** The need to look at a connection. */
export function connectionNeed(region: string, instanceArn: string, endpointArn: string): DmsNeed {
  const key = connectionKey(instanceArn, endpointArn);
  return { key, kind: 'connection', region, instanceArn, endpointArn };
}

/** Where a snapshot has the tags of a resource. */
export function tagsKey(arn: string): string {
  return `tags:${arn}`;
}

/** The need to look at the tags of a resource. */
export function tagsNeed(region: string, arn: string): DmsNeed {
  return { key: tagsKey(arn), kind: 'tags', region, arn };
}
