import type { AwsDms } from '@engine-upgrader/aws-dms';
import type { JournalEntry } from '@engine-upgrader/cloud-simulator';
import type { Sign, WatchLaw } from '../watch.ts';
import { noStaleStart } from '../watch-laws.ts';
import type { TaskStart } from './laws.ts';
import type { DmsScenario } from './scenario.ts';

type Law = WatchLaw<AwsDms>;

/** Whether the run itself did it. */
export const isOurs = (entry: JournalEntry): boolean => entry.caller?.startsWith('process-') ?? false;

const ourEffect = (sign: Sign, action: string): JournalEntry | undefined =>
  sign.sign === 'recorded' &&
  sign.entry.kind === 'effect' &&
  sign.entry.action === action &&
  isOurs(sign.entry)
    ? sign.entry
    : undefined;

const isTakenUpAgain = (sign: Sign): boolean =>
  sign.sign === 'saved' && sign.change.run?.summary.state === 'needs-operator';

/** Law 2: an instance is upgraded to a version, created or deleted once, and a task is stopped once. */
const once: Law = () => {
  const begun = new Set<string>();
  const unseen = new Set<string>();
  return (sign) => {
    const looked = sign.sign === 'event' && sign.event.event === 'looked' && sign.event.notLooked === 0;
    if (looked) unseen.clear();
    // An upgrade that began and failed between two whole looks has left no trace, and the call has no token.
    const failed = sign.sign === 'recorded' && sign.entry.action === 'upgrade-failed' && sign.entry.resource;
    if (failed) for (const key of unseen) if (key.startsWith(`upgrade-begun ${failed} `)) begun.delete(key);
    // A run that is taken up again stops again what was put back meanwhile.
    if (isTakenUpAgain(sign)) for (const key of begun) if (key.startsWith('task-stopping')) begun.delete(key);
    for (const action of ['upgrade-begun', 'task-stopping', 'instance-creating', 'instance-deleting']) {
      const entry = ourEffect(sign, action);
      if (!entry) continue;
      const key = `${action} ${entry.resource} ${JSON.stringify(entry.detail['toVersion'] ?? '')} `;
      if (begun.has(key)) return `law 2: ${key}a second time`;
      begun.add(key);
      unseen.add(key);
    }
    return undefined;
  };
};

/** Law 2: a task moves once for each time that its move failed, and once more. */
const movesOnce: Law = () => {
  const counts = new Map<string, { begun: number; failed: number }>();
  const of = (resource = ''): { begun: number; failed: number } => {
    const count = counts.get(resource) ?? { begun: 0, failed: 0 };
    counts.set(resource, count);
    return count;
  };
  return (sign) => {
    if (isTakenUpAgain(sign)) counts.clear();
    if (sign.sign !== 'recorded' || sign.entry.kind !== 'effect') return undefined;
    const { action, resource } = sign.entry;
    if (action === 'task-move-failed') of(resource).failed += 1;
    if (!ourEffect(sign, 'task-moving')) return undefined;
    const count = of(resource);
    count.begun += 1;
    if (count.begun <= count.failed + 1) return undefined;
    return `law 2: ${resource} moves ${count.begun} times, ${count.failed} failed`;
  };
};

/** Law 4: an instance is only brought to versions of the plan. */
const onlyAsPlanned: Law = ({ plan }) => {
  const targets = new Set(plan.hops.map(({ to }) => to));
  return (sign) => {
    const entry = ourEffect(sign, 'upgrade-begun');
    const to = entry?.detail['toVersion'];
    return entry && !targets.has(String(to)) ? `law 4: ${entry.resource} to ${String(to)}` : undefined;
  };
};

/** Law 6: a task is resumed, never restarted; and one that did not run before is not started. */
const onlyResumed =
  (scenario: DmsScenario, started: readonly TaskStart[]): Law =>
  () =>
  (sign) => {
    const entry = ourEffect(sign, 'task-starting');
    if (!entry) return undefined;
    const type = entry.detail['type'];
    if (type !== 'resume-processing') return `law 6: ${entry.resource} is started by ${String(type)}`;
    const before = started.find(({ identifier }) => identifier === entry.resource);
    if (!before || before.status === 'running' || scenario.interference !== 'nothing') return undefined;
    return `law 6: ${entry.resource} was ${before.status} before, and is started`;
  };

/** Law 6: no task moves before its checkpoint is stored, where it has one. */
const checkpointStored =
  ({ interference, beside }: DmsScenario): Law =>
  ({ cloud, stored }) => {
    const stopped = new Set<string>();
    return (sign) => {
      const resource = ourEffect(sign, 'task-stopping')?.resource;
      if (resource !== undefined) stopped.add(resource);
      const moving = ourEffect(sign, 'task-moving')?.resource ?? '';
      if (!stopped.has(moving) || interference !== 'nothing') return undefined;
      const task = cloud.dms.truth.task(moving);
      if (!task || task.MigrationType === 'full-load') return undefined;
      if (task.RecoveryCheckpoint === undefined) {
        return beside?.options.withoutCheckpoint === 'refuse'
          ? `law 6: ${moving} moves without a checkpoint`
          : undefined;
      }
      const rows = [stored.steps.get(`move/${moving}`), stored.steps.get(`stop/${moving}`)];
      return rows.some((row) => row?.includes('checkpoint:V1'))
        ? undefined
        : `law 6: ${moving} moves and its checkpoint is not stored`;
    };
  };

/** Law 7: nothing is deleted but by a cleanup, and then only what it is about; nothing else is changed than the strategy says. */
const onlyOfStrategy = ({ beside, cleanup }: DmsScenario): Law => {
  const forbidden = cleanup
    ? /^(?:Create|Move|Modify|Reboot|Start|Stop|DeleteReplicationTask)/
    : beside
      ? /^(?:Delete|Modify|Reboot)/
      : /^(?:Delete|Create|Move|Reboot)/;
  return () => (sign) =>
    sign.sign === 'recorded' &&
    sign.entry.kind === 'call' &&
    isOurs(sign.entry) &&
    forbidden.test(sign.entry.action)
      ? `law 7: ${sign.entry.action} is called`
      : undefined;
};

/** Nothing of another instance is touched. */
const othersLeftAlone: Law = () => (sign) =>
  sign.sign === 'recorded' &&
  sign.entry.kind === 'effect' &&
  isOurs(sign.entry) &&
  ['other', 'other-task'].includes(sign.entry.resource ?? '')
    ? `touched ${sign.entry.resource}: ${sign.entry.action}`
    : undefined;

/** Nothing is stopped before every connection was tested well from the new instance. */
const testedFirst =
  ({ beside }: DmsScenario): Law =>
  () =>
  (sign) =>
    beside?.misfortune === 'connection-fails' && ourEffect(sign, 'task-stopping')
      ? 'a task is stopped though a connection fails'
      : undefined;

/**
 * At most so many tasks are down as were asked for. Where the answer to a stop was lost and a clock is off, the stop
 * may be taken for a person's: that task is left down, and a person is told of it.
 */
const fewAtATime =
  ({ beside, interference }: DmsScenario): Law =>
  () => {
    const most = beside?.options.parallelTasks ?? 1;
    const down = new Set<string>();
    return (sign) => {
      if (!beside || interference !== 'nothing') return undefined;
      for (const task of leftToAPerson(sign)) down.delete(task);
      const resource = ourEffect(sign, 'task-stopping')?.resource;
      if (resource !== undefined) down.add(resource);
      if (sign.sign !== 'recorded' || sign.entry.kind !== 'effect') return undefined;
      const { action, resource: other = '', detail } = sign.entry;
      if (['task-running', 'task-failed', 'task-deleting'].includes(action)) down.delete(other);
      if (action === 'task-stopped' && JSON.stringify(detail).includes('FULL_LOAD')) down.delete(other);
      return down.size > most ? `${down.size} tasks are down, and ${most} were asked for` : undefined;
    };
  };

/** Tasks that are left as they are, of which a person is told that they may have to be resumed. */
function leftToAPerson(sign: Sign): readonly string[] {
  if (sign.sign !== 'saved') return [];
  const stops = Object.keys(sign.change.steps).filter((id) => id.startsWith('stop/'));
  return stops.flatMap((id) => {
    const { state, remedy } = sign.memoryOf(id) ?? {};
    return state === 'passed' && remedy !== undefined ? [id.slice('stop/'.length)] : [];
  });
}

/** Law 3: a step is done when it is so, and not before. */
const doneIsTrue =
  ({ interference }: DmsScenario): Law =>
  ({ plan, cloud }) => {
    const steps = new Map(plan.steps.map(({ id, input }) => [id, input]));
    const { truth } = cloud.dms;
    return (sign) => {
      if (sign.sign !== 'event' || sign.event.event !== 'step-ended' || sign.event.state !== 'done')
        return undefined;
      const { stepId } = sign.event;
      const step = steps.get(stepId);
      const line = (is: unknown): string => `law 3: ${stepId} is done, and it is ${String(is)}`;
      if (!step || interference !== 'nothing') return undefined;
      if (step.kind === 'upgrade-instance') {
        const version = truth.instance(step.instanceId)?.EngineVersion;
        return version === step.to ? undefined : line(version);
      }
      if (step.kind === 'create-instance') {
        const name = step.settings.ReplicationInstanceIdentifier;
        return truth.instance(name)?.ReplicationInstanceStatus === 'available'
          ? undefined
          : line('not there');
      }
      if (step.kind === 'delete-instance') {
        return truth.instance(step.instanceId) === undefined ? undefined : line('still there');
      }
      if (step.kind === 'move-task') {
        const on = truth.task(step.identifier)?.ReplicationInstanceArn;
        return on === step.instanceArn ? line('not moved') : undefined;
      }
      return undefined;
    };
  };

const moves =
  ({ beside }: DmsScenario): Parameters<typeof noStaleStart>[0] =>
  ({ action, resource, detail }, _mayBeSent, members) => {
    if (detail['code'] !== 'OK') return false;
    if (action === 'DeleteReplicationInstance') return true;
    const changes = JSON.stringify(detail['parameters']);
    if (action === 'ModifyReplicationInstance')
      return changes.includes('"EngineVersion"')
        ? !changes.includes('"ApplyImmediately":false') || !beside
        : false;
    // Beside, only tasks that are moved are part of the plan.
    if (beside || !['DeleteReplicationTask', 'MoveReplicationTask'].includes(action)) return false;
    return members.some((reference) => reference.endsWith(`/${resource}`));
  };

/** The laws of an upgrade of a replication instance that are checked as things happen. */
export function dmsWatchLaws(scenario: DmsScenario, started: readonly TaskStart[]): readonly Law[] {
  return [
    once,
    movesOnce,
    onlyAsPlanned,
    onlyResumed(scenario, started),
    checkpointStored(scenario),
    onlyOfStrategy(scenario),
    othersLeftAlone,
    testedFirst(scenario),
    fewAtATime(scenario),
    doneIsTrue(scenario),
    noStaleStart(moves(scenario), (action) => action === 'upgrade-failed'),
  ];
}
