import type { AwsDms } from '@engine-upgrader/aws-dms';
import type { Cloud, JournalEntry } from '@engine-upgrader/cloud-simulator';
import type { Ending } from '../simulated.ts';
import { besideLaws } from './beside-laws.ts';
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

/** As in the policy: what happened since may not have shown yet. */
const settle = 180_000;

type Law = (ending: DmsEnding) => readonly string[];

const effects = (cloud: Cloud, action: string): readonly JournalEntry[] =>
  cloud.journal.entries.filter((entry) => entry.kind === 'effect' && entry.action === action);
const isOurs = (entry: JournalEntry): boolean => entry.caller?.startsWith('process-') ?? false;
const tasksOf = (ending: DmsEnding): readonly TaskStart[] =>
  ending.started.filter(({ identifier }) => identifier !== 'other-task');
const touchedByPerson = (ending: DmsEnding): boolean => ending.scenario.interference !== 'nothing';

/** Law 2: an instance is upgraded to a version once; a task is stopped once, and started again as often as it may be. */
const once: Law = ({ cloud }) => {
  const counts = new Map<string, number>();
  const begun = effects(cloud, 'upgrade-begun').filter(({ caller }) => caller !== 'person');
  const counted = [...begun, ...effects(cloud, 'task-stopping').filter(isOurs)];
  for (const { action, resource, detail } of counted) {
    const key = `${action} ${resource} ${JSON.stringify(detail['toVersion'] ?? '')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([key, count]) => `law 2: ${key}: ${count} times`);
};

/** Law 3: succeeded means that it is so, with nothing pending. */
const trulySucceeded: Law = ({ cloud, plan, outcome }) => {
  if (outcome.result !== 'succeeded') return [];
  const truth = cloud.dms.truth.instance('main');
  const pending = truth?.PendingModifiedValues?.EngineVersion;
  const interferedAt = cloud.journal.entries.findLast(({ kind }) => kind === 'person')?.at ?? 0;
  if (interferedAt > outcome.endedAt - settle) return [];
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

/** Law 6: a task that ran runs, or the outcome names it; one that did not run was not started. */
const tasksAsBefore: Law = (ending) => {
  const { cloud, outcome } = ending;
  if (outcome.result === 'needs-operator') return [];
  return tasksOf(ending).flatMap(({ identifier, status }) => {
    const truth = cloud.dms.truth.task(identifier);
    if (!truth || touchedByPerson(ending)) return [];
    const now = truth.Status ?? '';
    const finished = truth.StopReason?.includes('FULL_LOAD_ONLY_FINISHED') === true;
    const named =
      outcome.steps.some(({ member, state }) => member.endsWith(`/${identifier}`) && state === 'failed') ||
      outcome.error?.message.includes(identifier) === true;
    // What fails after the last look that proved it is nobody's to report.
    const failedAt =
      effects(cloud, 'task-failed').findLast((entry) => entry.resource === identifier)?.at ?? 0;
    if (now === 'failed' && failedAt > outcome.endedAt - settle) return [];
    if (status === 'running') {
      return now === 'running' || finished || named ? [] : [`law 6: ${identifier} ran before, and is ${now}`];
    }
    const startedByUs = effects(cloud, 'task-starting').some(
      (entry) => entry.resource === identifier && isOurs(entry),
    );
    return startedByUs ? [`law 6: ${identifier} was ${status} before, and was started`] : [];
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

/** Nothing of another instance was touched. */
const othersLeftAlone: Law = ({ cloud }) =>
  cloud.journal.entries
    .filter(
      (entry) =>
        entry.kind === 'effect' && isOurs(entry) && ['other', 'other-task'].includes(entry.resource ?? ''),
    )
    .map((entry) => `touched ${entry.resource}: ${entry.action}`);

/** Law 7: nothing is deleted, and nothing is created in place. */
const nothingDeleted: Law = ({ cloud }) =>
  cloud.journal.entries
    .filter(
      (entry) => entry.kind === 'call' && isOurs(entry) && /^(Delete|Create|Move|Reboot)/.test(entry.action),
    )
    .map((entry) => `law 7: ${entry.action} was called`);

/** Where nothing stood in the way for good, the upgrade succeeded. */
const succeedsUnhindered: Law = ({ scenario, outcome }) => {
  const { interference, misfortune, cancelAt } = scenario;
  if (interference !== 'nothing' || misfortune !== 'none' || cancelAt !== undefined) return [];
  // A plan made from a listing that missed a task is refused as stale, with nothing changed.
  if (outcome.error?.kind === 'stale-plan' && (scenario.rates['missing-item'] ?? 0) > 0) return [];
  return outcome.result === 'succeeded' ? [] : [`unhindered, and yet: ${outcome.result}: ${outcome.summary}`];
};

const laws: readonly Law[] = [
  once,
  trulySucceeded,
  tasksAsBefore,
  slotsKept,
  othersLeftAlone,
  nothingDeleted,
  succeedsUnhindered,
];

const everywhere: readonly Law[] = [once, tasksAsBefore, slotsKept, othersLeftAlone];

/** Every law that does not hold, one line each. */
export function brokenDmsLaws(ending: DmsEnding): readonly string[] {
  if (ending.scenario.beside) return [...everywhere, ...besideLaws].flatMap((law) => law(ending));
  return laws.flatMap((law) => law(ending));
}
