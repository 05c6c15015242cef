import type { AwsDms } from '@engine-upgrader/aws-dms';
import type { Cloud, JournalEntry } from '@engine-upgrader/cloud-simulator';
import type { Ending } from '../simulated.ts';
import type { DmsScenario } from './scenario.ts';

interface BesideEnding extends Ending<AwsDms> {
  readonly scenario: DmsScenario;
  readonly cloud: Cloud;
}

type Law = (ending: BesideEnding) => readonly string[];

/** As in the policy: what happened since may not have shown yet. */
const settle = 180_000;
const isOurs = (entry: JournalEntry): boolean => entry.caller?.startsWith('process-') ?? false;
const effects = (cloud: Cloud, action: string): readonly JournalEntry[] =>
  cloud.journal.entries.filter((entry) => entry.kind === 'effect' && entry.action === action);
const interfered = ({ scenario }: BesideEnding): boolean => scenario.interference !== 'nothing';

/** Law 2: one instance is created, and a task moves once for each time that its move failed, and once more. */
const once: Law = ({ cloud }) => {
  const created = effects(cloud, 'instance-creating').filter(isOurs).length;
  const broken = created > 1 ? [`law 2: ${created} instances were created`] : [];
  const moves = effects(cloud, 'task-moving').filter(isOurs);
  for (const task of new Set(moves.map(({ resource }) => resource))) {
    const begun = moves.filter(({ resource }) => resource === task).length;
    const failed = effects(cloud, 'task-move-failed').filter(({ resource }) => resource === task).length;
    if (begun > Math.min(3, failed + 1))
      broken.push(`law 2: ${task} was moved ${begun} times, ${failed} failed`);
  }
  return broken;
};

/** Law 3: succeeded means that the new instance is on the target, with the tasks on it that were to be moved. */
const trulySucceeded: Law = ({ cloud, plan, outcome }) => {
  if (outcome.result !== 'succeeded') return [];
  const person = cloud.journal.entries.findLast(({ kind }) => kind === 'person')?.at ?? 0;
  if (person > outcome.endedAt - settle) return [];
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

/** Law 6: no task moves before its checkpoint is stored, where it has one. */
const checkpointsStored: Law = (ending) => {
  const { cloud, everythingSaid } = ending;
  if (interfered(ending)) return [];
  const ran = effects(cloud, 'task-stopping').filter(isOurs);
  return ran.flatMap(({ resource = '' }) => {
    const task = cloud.dms.truth.task(resource);
    const isMoved = effects(cloud, 'task-moving').some(
      (entry) => entry.resource === resource && isOurs(entry),
    );
    if (!task || !isMoved || task.MigrationType === 'full-load') return [];
    const isRefused = ending.scenario.beside?.options.withoutCheckpoint === 'refuse';
    if (task.RecoveryCheckpoint === undefined) {
      return isRefused ? [`law 6: ${resource} moved without a checkpoint`] : [];
    }
    const stored = new RegExp(`"move/${resource}".*checkpoint:V1`).test(everythingSaid);
    return stored ? [] : [`law 6: ${resource} moved and its checkpoint is not stored`];
  });
};

/** Nothing is stopped before every connection was tested well from the new instance. */
const testedFirst: Law = ({ cloud, scenario }) => {
  const stops = effects(cloud, 'task-stopping').filter(isOurs);
  if (scenario.beside?.misfortune === 'connection-fails' && stops.length > 0) {
    const uses = (scenario.fleet.regions['us-east-1']?.tasks ?? []).some(
      ({ instance }) => instance === 'main',
    );
    return uses ? ['a task was stopped though a connection fails'] : [];
  }
  return [];
};

/** At most so many tasks are under way as were asked for. */
const fewAtATime: Law = (ending) => {
  const { cloud, scenario } = ending;
  if (interfered(ending)) return [];
  const most = scenario.beside?.options.parallelTasks ?? 1;
  const under = new Set<string>();
  let worst = 0;
  for (const { kind, action, resource = '', ...entry } of cloud.journal.entries) {
    if (kind !== 'effect') continue;
    if (action === 'task-stopping' && isOurs({ kind, action, resource, ...entry })) under.add(resource);
    if (['task-running', 'task-failed', 'task-deleting'].includes(action)) under.delete(resource);
    if (action === 'task-stopped' && JSON.stringify(entry.detail).includes('FULL_LOAD'))
      under.delete(resource);
    worst = Math.max(worst, under.size);
  }
  return worst > most ? [`${worst} tasks were down at the same time, and ${most} were asked for`] : [];
};

/** Law 7: nothing is deleted; the old instance is not changed. */
const nothingDeleted: Law = ({ cloud }) =>
  cloud.journal.entries
    .filter((entry) => entry.kind === 'call' && isOurs(entry) && /^(Delete|Modify|Reboot)/.test(entry.action))
    .map((entry) => `law 7: ${entry.action} was called`);

/** Where nothing stood in the way for good, the upgrade succeeded. */
const succeedsUnhindered: Law = ({ scenario, outcome }) => {
  const { interference, misfortune, cancelAt, beside, switches } = scenario;
  if (interference !== 'nothing' || misfortune !== 'none' || cancelAt !== undefined) return [];
  if (beside?.misfortune !== 'none' && beside?.misfortune !== 'move-fails-once') return [];
  if (switches.checkpoint === 'empty' && beside.options.withoutCheckpoint === 'refuse') return [];
  if (outcome.error?.kind === 'stale-plan' && (scenario.rates['missing-item'] ?? 0) > 0) return [];
  return outcome.result === 'succeeded' ? [] : [`unhindered, and yet: ${outcome.result}: ${outcome.summary}`];
};

/** The laws of an upgrade side by side, besides those of every upgrade. */
export const besideLaws: readonly Law[] = [
  once,
  trulySucceeded,
  checkpointsStored,
  testedFirst,
  fewAtATime,
  nothingDeleted,
  succeedsUnhindered,
];
