import type { AlibabaRds } from '@engine-upgrader/alibaba-rds';
import { type Cloud, simulatedReplicatorPassword } from '@engine-upgrader/cloud-simulator';
import { isCutOff } from '../disturbances.ts';
import type { Ending } from '../world.ts';
import { clocksFarOff } from '../watch.ts';
import { passing, type RdsScenario } from './scenario.ts';
import { idOf } from './watch-laws.ts';

interface RdsEnding extends Ending<AlibabaRds> {
  readonly scenario: RdsScenario;
  readonly cloud: Cloud;
}

type Law = (ending: RdsEnding) => readonly string[];

/** What somebody does after the last look that proved it is nobody's to report. */
const justTouched = ({ cloud, endedAt, settle }: RdsEnding): boolean =>
  cloud.journal.entries.some(({ kind, at }) => kind === 'person' && at > endedAt - settle);

/** Law 3: succeeded means that it is so, on every member, with nothing pending. */
const trulySucceeded: Law = (ending) => {
  const { cloud, plan, outcome, scenario } = ending;
  if (outcome.result !== 'succeeded' || justTouched(ending)) return [];
  const family = scenario.fleet.instances.filter(({ id }) => !id.includes('other'));
  const behind = family
    .map(({ id }) => cloud.rds.instance(id))
    .filter((truth) => truth !== undefined && truth.version !== plan.to)
    .map((truth) => `law 3: ${truth?.id} of the family is on ${truth?.version}`);
  if (behind.length > 0) return behind;
  return plan.members.flatMap((member) => {
    const truth = cloud.rds.instance(idOf(member.reference));
    if (!truth) return [`law 3: ${member.reference} is gone, and it was reported as upgraded`];
    const wrong = truth.version !== plan.to || truth.status !== 'Running' || truth.pendingTask !== undefined;
    return wrong
      ? [
          `law 3: ${member.reference} is ${truth.status} on ${truth.version}, pending ${truth.pendingTask ?? 'nothing'}`,
        ]
      : [];
  });
};

/** The report agrees with the cloud's own record, whatever the result. */
const truthful: Law = (ending) => {
  const { cloud, outcome, endedAt, settle } = ending;
  if (justTouched(ending)) return [];
  return outcome.members.flatMap((member) => {
    const id = idOf(member.reference);
    const seen = member.after?.['engineVersion'];
    const truth = cloud.rds.instance(id)?.version;
    const changing = cloud.journal.entries.some(
      ({ kind, resource, at }) => kind === 'effect' && resource === id && at > endedAt - settle,
    );
    return seen === undefined || seen === truth || changing
      ? []
      : [`report: ${member.reference} was reported on ${String(seen)}, and is on ${truth ?? 'nothing'}`];
  });
};

/** What is reported as not carried out had no effect. */
const notBegun: Law = ({ cloud, plan, outcome }) =>
  outcome.steps
    .filter(({ state, reason = '' }) => state === 'dropped' && !reason.includes('may still take effect'))
    .flatMap(({ id }) => {
      const step = plan.steps.find((one) => one.id === id)?.input;
      const ours = cloud.journal.entries.filter(
        ({ kind, resource, detail, caller }) =>
          kind === 'effect' &&
          caller?.startsWith('process-') === true &&
          resource === step?.instanceId &&
          detail['to'] === step?.to,
      );
      const count = (wanted: string): number => ours.filter(({ action }) => action === wanted).length;
      // What began and failed while nobody looked left no trace.
      const had = count('UpgradeBegun') > count('UpgradeFailed');
      // A replica has two steps a hop: the other one may have carried it out.
      const byOther = outcome.steps.some(
        (other) =>
          other.id !== id && other.member.endsWith(`/${step?.instanceId}`) && other.state !== 'dropped',
      );
      return had && !byOther ? [`report: ${id} is reported as not begun, and had an effect`] : [];
    });

/** Law 14: the password in the cloud's answers came out nowhere. Only a disaster-recovery instance has one. */
const noSecret: Law = ({ scenario, everythingSaid }) =>
  scenario.fleet.instances.some(({ type }) => type === 'Guard') &&
  everythingSaid().includes(simulatedReplicatorPassword)
    ? ['law 14: a password came out']
    : [];

/** Where nothing stood in the way for good, the upgrade succeeded. */
const succeedsUnhindered: Law = ({ scenario, outcome, outOfTime, plan }) => {
  const { interference, misfortune, asked, replicaOrder, switches } = scenario;
  if (!passing.has(interference) || misfortune !== 'none') return [];
  if (isCutOff(scenario) || clocksFarOff(scenario) || asked.some(({ wish }) => wish === 'cancel')) return [];
  const family = plan.members.length > 1;
  if (family && replicaOrder !== 'auto') return [];
  if (outcome.result === 'succeeded' || outOfTime) return [];
  const followsNot = Object.values(switches.replicas).includes('afterwards');
  if (family && followsNot && outcome.result === 'needs-operator') return [];
  return [`unhindered, and yet: ${outcome.result}: ${outcome.summary}`];
};

const laws: readonly Law[] = [trulySucceeded, truthful, notBegun, noSecret, succeedsUnhindered];

/** Every law of the end that does not hold, one line each. */
export function brokenRdsLaws(ending: RdsEnding): readonly string[] {
  return laws.flatMap((law) => law(ending));
}
