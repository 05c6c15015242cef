import {
  type Facts,
  type MemberView,
  type PlannedMember,
  type Sight,
  type Snapshot,
  sightOf,
  type UpgradePlan,
} from '@engine-upgrader/core';
import { instanceKey, instanceNeed, taskKey, taskNeed, tasksKey, tasksNeed } from './needs.ts';
import type { PendingValues, ReplicationInstance, ReplicationTask } from './observe/resources.ts';
import { besideFingerprint, newInstance, oldInstance } from './planning/members.ts';
import { instanceMeaning, taskMeaning } from './observe/status.ts';
import type { AwsDms, DmsNeed } from './provider.ts';
import { instanceEvidence, taskEvidence } from './steps/evidence.ts';
import { goalOf, movedAway } from './steps/moved-away.ts';

/** How a member was when the plan was made, and what names it to the cloud. */
export interface MemberName {
  readonly region: string;
  readonly instanceId: string;
  readonly arn: string;
}

/** What names a member, from its plan: its reference, and its ARN among the facts from before. */
export function memberName(member: PlannedMember): MemberName {
  const [, region = '', instanceId = ''] = /^aws-dms:\/\/([^/]*)\/([^/]*)/.exec(member.reference) ?? [];
  return { region, instanceId, arn: String(member.before['arn'] ?? '') };
}

/** What has to be looked at to show a member. */
export function viewNeeds(member: PlannedMember, plan: UpgradePlan<AwsDms>): readonly DmsNeed[] {
  const { region, instanceId, arn } = memberName(member);
  if (member.role === oldInstance || member.role === newInstance) return [instanceNeed(region, instanceId)];
  if (isMovable(member)) return [taskNeed({ region, taskArn: arn })];
  if (member.role === 'task') return [taskNeed({ region, taskArn: arn, instanceArn: instanceArnOf(member) })];
  const known = plan.members.filter(({ role }) => role === 'task').map((task) => memberName(task).arn);
  return [instanceNeed(region, instanceId), tasksNeed(region, arn, known)];
}

/** Whether it is a task that may be moved: how it was then names its instance. */
function isMovable({ role, before }: PlannedMember): boolean {
  return role === 'task' && before['instance'] !== undefined;
}

function instanceArnOf(task: PlannedMember): string {
  return String(task.before['instanceArn'] ?? '');
}

/** How a member looks in a snapshot. */
export function view(member: PlannedMember, snapshot: Snapshot<AwsDms>): Sight<MemberView> {
  const { region, instanceId, arn } = memberName(member);
  if (member.role === 'task') {
    const sight = sightOf(snapshot, taskKey(arn));
    if (sight.sight !== 'seen') return sight;
    return sight.value.kind === 'task'
      ? {
          sight: 'seen',
          value: isMovable(member) ? movedView(sight.value, member, snapshot) : taskView(sight.value, member),
        }
      : { sight: 'absent' };
  }
  const sight = sightOf(snapshot, instanceKey(region, instanceId));
  if (sight.sight !== 'seen') return sight;
  if (member.role === oldInstance || member.role === newInstance) {
    return sight.value.kind === 'instance'
      ? { sight: 'seen', value: besideView(sight.value, member) }
      : { sight: 'absent' };
  }
  const tasks = sightOf(snapshot, tasksKey(arn));
  if (tasks.sight === 'not-looked') return tasks;
  if (sight.value.kind !== 'instance') return { sight: 'absent' };
  const listed = tasks.sight === 'seen' && tasks.value.kind === 'tasks' ? tasks.value.tasks : [];
  return { sight: 'seen', value: instanceView(sight.value, listed) };
}

function instanceView(instance: ReplicationInstance, tasks: readonly ReplicationTask[]): MemberView {
  const meaning = instanceMeaning(instance.status);
  return {
    version: instance.engineVersion,
    settled: meaning === 'available' || meaning === 'bad',
    pending: pendingChanges(instance.pending),
    ...(meaning === 'bad' ? { trouble: `${instance.instanceId} is ${instance.status}` } : {}),
    facts: instanceEvidence(instance),
    fingerprint: instanceFingerprint(instance, tasks),
  };
}

/** One of two instances side by side; of the old one, nothing but that it stays as it is. */
function besideView(instance: ReplicationInstance, member: PlannedMember): MemberView {
  const { trouble, ...seen } = instanceView(instance, []);
  const fingerprint = besideFingerprint(instance);
  if (member.target === undefined) return { ...seen, pending: [], fingerprint };
  return { ...seen, ...(trouble === undefined ? {} : { trouble }), fingerprint };
}

/** A task that may be moved: its facts name the instance that it is on; it has no business on a third one. */
function movedView(task: ReplicationTask, member: PlannedMember, snapshot: Snapshot<AwsDms>): MemberView {
  const seen = taskView(task, member);
  const known = Object.values(snapshot.sights).flatMap((sight) =>
    sight.sight === 'seen' && sight.value.kind === 'instance' ? [sight.value] : [],
  );
  const instance = known.find(({ arn }) => arn === task.instanceArn)?.instanceId ?? task.instanceArn;
  // A look at the task alone says nothing of whose instance it is on.
  const isAway = known.length > 0 && known.every(({ arn }) => arn !== goalOf(task));
  return {
    ...seen,
    ...(isAway ? { trouble: movedAway(task) } : {}),
    facts: { ...seen.facts, instance },
  };
}

function taskView(task: ReplicationTask, { before }: PlannedMember): MemberView {
  const meaning = taskMeaning(task.status);
  const failedSince = meaning === 'failed' && taskMeaning(String(before['status'])) !== 'failed';
  const why = task.lastFailure === undefined ? '' : `: ${task.lastFailure}`;
  return {
    settled: meaning !== 'starting' && meaning !== 'transient',
    pending: [],
    ...(failedSince ? { trouble: `task ${task.identifier} is ${task.status}${why}` } : {}),
    facts: taskEvidence(task),
    fingerprint: taskFingerprint(task),
  };
}

/** What waits to be applied, as `EngineVersion=3.6.1`. */
export function pendingChanges(pending: PendingValues): readonly string[] {
  const { engineVersion, instanceClass, allocatedStorage, multiAz, networkType } = pending;
  return [
    ...(engineVersion === undefined ? [] : [`EngineVersion=${engineVersion}`]),
    ...(instanceClass === undefined ? [] : [`ReplicationInstanceClass=${instanceClass}`]),
    ...(allocatedStorage === undefined ? [] : [`AllocatedStorage=${allocatedStorage}`]),
    ...(multiAz === undefined ? [] : [`MultiAZ=${multiAz}`]),
    ...(networkType === undefined ? [] : [`NetworkType=${networkType}`]),
  ];
}

/** What must not move of an instance between plan and start. */
export function instanceFingerprint(instance: ReplicationInstance, tasks: readonly ReplicationTask[]): Facts {
  return {
    arn: instance.arn,
    engineVersion: instance.engineVersion,
    instanceClass: instance.instanceClass,
    multiAz: instance.multiAz,
    maintenanceWindow: instance.maintenanceWindow ?? '',
    autoMinorVersionUpgrade: instance.autoMinorVersionUpgrade,
    pending: pendingChanges(instance.pending).join(' '),
    tasks: tasks
      .map((task) => task.identifier)
      .sort()
      .join(' '),
  };
}

/**
 * What must not move of a task between plan and start; how it is changes by itself. A move and a deletion count from
 * their beginning: they may hang.
 */
export function taskFingerprint(task: ReplicationTask): Facts {
  if (task.status === 'deleting') return {};
  return { arn: task.arn, migrationType: task.migrationType, instanceArn: goalOf(task) };
}

/** Fields of an instance that an upgrade changes itself, with everything that is applied along with it. */
export const fieldsOfUpgrade: readonly string[] = ['engineVersion', 'pending', 'instanceClass', 'multiAz'];
