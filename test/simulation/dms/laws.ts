import type { AwsDms } from '@engine-upgrader/aws-dms';
import type { Cloud, JournalEntry } from '@engine-upgrader/cloud-simulator';
import { isCutOff } from '../disturbances.ts';
import type { Ending } from '../world.ts';
import { clocksFarOff } from '../watch.ts';
import type { DmsScenario } from './scenario.ts';

/** How a task was when the upgrade began. */
export interface TaskStart {
  readonly identifier: string;
  readonly status: string;
  readonly slots: number;
}

interface DmsEnding extends Ending<AwsDms> {
  readonly scenario: DmsScenario;
  readonly cloud: Cloud;
  readonly started: readonly TaskStart[];
}

type Law = (ending: DmsEnding) => readonly string[];

const effects = (cloud: Cloud, action: string): readonly JournalEntry[] =>
  cloud.journal.entries.filter((entry) => entry.kind === 'effect' && entry.action === action);
const tasksOf = (ending: DmsEnding): readonly TaskStart[] =>
  ending.started.filter(({ identifier }) => identifier !== 'other-task');
const touchedByPerson = (ending: DmsEnding): boolean => ending.scenario.interference !== 'nothing';

/** What happens after the last look that proved it is nobody's to report. */
const justMoved = ({ cloud, endedAt, settle, scenario }: DmsEnding): boolean =>
  cloud.journal.entries.some(({ kind, at }) => kind === 'person' && at > endedAt - settle) ||
  (scenario.misfortune !== 'none' &&
    effects(cloud, 'instance-status-set').some(({ at }) => at > endedAt - settle));

/** Law 3: succeeded means that it is so, with nothing pending; a cleanup, that the instance is gone. */
const trulySucceeded: Law = (ending) => {
  const { cloud, plan, outcome, scenario } = ending;
  if (outcome.result !== 'succeeded' || scenario.beside || justMoved(ending)) return [];
  const truth = cloud.dms.truth.instance('main');
  if (scenario.cleanup) return truth === undefined ? [] : ['law 3: deleted, and main is still there'];
  const pending = truth?.PendingModifiedValues?.EngineVersion;
  const right =
    truth?.EngineVersion === plan.to &&
    truth.ReplicationInstanceStatus === 'available' &&
    pending === undefined;
  return right
    ? []
    : [
        `law 3: succeeded, and main is ${truth?.ReplicationInstanceStatus} on ${truth?.EngineVersion}, pending ${pending}`,
      ];
};

/** Law 3, side by side: the new instance is on the target, with the tasks on it that were to be moved. */
const trulyMoved: Law = (ending) => {
  const { cloud, plan, outcome, scenario } = ending;
  if (outcome.result !== 'succeeded' || !scenario.beside || justMoved(ending)) return [];
  const name =
    plan.members
      .find(({ role }) => role === 'new-instance')
      ?.reference.split('/')
      .at(-1) ?? '';
  const truth = cloud.dms.truth.instance(name);
  const right = truth?.EngineVersion === plan.to && truth.ReplicationInstanceStatus === 'available';
  const broken = right ? [] : [`law 3: succeeded, and ${name} is ${truth?.ReplicationInstanceStatus}`];
  for (const step of outcome.steps.filter(({ id }) => id.startsWith('move/'))) {
    const task = cloud.dms.truth.task(step.id.slice('move/'.length));
    const moved = task?.ReplicationInstanceArn === truth?.ReplicationInstanceArn;
    if (task && moved !== (step.state === 'done'))
      broken.push(`law 3: ${step.id} is ${step.state}, moved: ${moved}`);
  }
  return broken;
};

/** Law 6: a task that ran runs, or the outcome names it. */
const tasksAsBefore: Law = (ending) => {
  const { cloud, outcome, endedAt, settle } = ending;
  if (outcome.result === 'needs-operator' || touchedByPerson(ending)) return [];
  // A machine that does not know when the window is cannot tell who stopped a task.
  if (clocksFarOff(ending.scenario) && ending.scenario.effectiveTime === 'maintenance-window') return [];
  return tasksOf(ending).flatMap(({ identifier, status }) => {
    const truth = cloud.dms.truth.task(identifier);
    if (!truth || status !== 'running') return [];
    const now = truth.Status ?? '';
    const finished = truth.StopReason?.includes('FULL_LOAD_ONLY_FINISHED') === true;
    // What fails after the last look that proved it is nobody's to report.
    const failedAt =
      effects(cloud, 'task-failed').findLast((entry) => entry.resource === identifier)?.at ?? 0;
    if (now === 'failed' && failedAt > endedAt - settle) return [];
    return now === 'running' || finished || isNamed(ending, identifier)
      ? []
      : [`law 6: ${identifier} ran before, and is ${now}`];
  });
};

const isNamed = ({ outcome }: DmsEnding, identifier: string): boolean =>
  outcome.todo.some((line) => line.includes(identifier)) ||
  outcome.steps.some(({ member, state }) => member.endsWith(`/${identifier}`) && state === 'failed') ||
  outcome.error?.message.includes(identifier) === true;

/** Law 6: a task that ran, and rests where somebody has moved it to, is named as well. */
const movedAwayNamed: Law = (ending) => {
  const { cloud, outcome, endedAt, settle, scenario } = ending;
  if (scenario.interference !== 'move-a-task' || outcome.result === 'needs-operator') return [];
  const { truth } = cloud.dms;
  const moved = effects(cloud, 'task-moved').filter(({ at }) => at <= endedAt - settle);
  return tasksOf(ending).flatMap(({ identifier, status }) => {
    const task = truth.task(identifier);
    const isAway = task?.ReplicationInstanceArn === truth.instance('other')?.ReplicationInstanceArn;
    if (status !== 'running' || !isAway || !moved.some(({ resource }) => resource === identifier)) return [];
    const rests = task?.Status !== 'running' && !task?.StopReason?.includes('FULL_LOAD_ONLY_FINISHED');
    return rests && !isNamed(ending, identifier)
      ? [`law 6: ${identifier} ran before, rests on other, and is not named`]
      : [];
  });
};

/** A restart recreates the slot of a PostgreSQL source and loses changes; a resume does not. */
const slotsKept: Law = (ending) =>
  tasksOf(ending).flatMap(({ identifier, slots }) => {
    const now = ending.cloud.dms.truth.task(identifier)?.slotsCreated ?? slots;
    return now > slots && !touchedByPerson(ending)
      ? [`law 6: the slot of ${identifier} was created anew`]
      : [];
  });

/** The report agrees with the cloud's own record, whatever the result. */
const truthful: Law = (ending) => {
  const { cloud, outcome, endedAt, settle } = ending;
  if (touchedByPerson(ending)) return [];
  return outcome.members.flatMap(({ reference, role, after }) => {
    if (role === 'task' || after?.['engineVersion'] === undefined) return [];
    const name = reference.split('/').at(-1) ?? '';
    const truth = cloud.dms.truth.instance(name);
    const changing = cloud.journal.entries.some(
      ({ kind, resource, at }) => kind === 'effect' && resource === name && at > endedAt - settle,
    );
    return changing || truth?.EngineVersion === after['engineVersion']
      ? []
      : [
          `report: ${name} was reported on ${String(after['engineVersion'])}, and is on ${truth?.EngineVersion}`,
        ];
  });
};

/** Where nothing stood in the way for good, the upgrade succeeded. */
const succeedsUnhindered: Law = ({ scenario, outcome, outOfTime }) => {
  const { interference, misfortune, asked, beside, switches } = scenario;
  if (interference !== 'nothing' || misfortune !== 'none') return [];
  // Its clients correct a clock that is off; but when a window is, and how long one has waited, it tells wrongly.
  if (isCutOff(scenario) || clocksFarOff(scenario)) return [];
  if (asked.some(({ wish }) => wish === 'cancel')) return [];
  if (beside && beside.misfortune !== 'none' && beside.misfortune !== 'move-fails-once') return [];
  if (switches.checkpoint === 'empty' && beside?.options.withoutCheckpoint === 'refuse') return [];
  // A plan made from a listing that missed a task is refused as stale, with nothing changed.
  if (outcome.error?.kind === 'stale-plan' && (scenario.rates['missing-item'] ?? 0) > 0) return [];
  if (outcome.result === 'succeeded' || outOfTime) return [];
  return [`unhindered, and yet: ${outcome.result}: ${outcome.summary}`];
};

const laws: readonly Law[] = [
  trulySucceeded,
  trulyMoved,
  tasksAsBefore,
  movedAwayNamed,
  slotsKept,
  truthful,
  succeedsUnhindered,
];

/** Every law of the end that does not hold, one line each. */
export function brokenDmsLaws(ending: DmsEnding): readonly string[] {
  return laws.flatMap((law) => law(ending));
}
