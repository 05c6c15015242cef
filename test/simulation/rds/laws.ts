import type { AlibabaRds } from '@engine-upgrader/alibaba-rds';
import { type Cloud, type JournalEntry, simulatedReplicatorPassword } from '@engine-upgrader/cloud-simulator';
import type { Ending } from '../simulated.ts';
import type { RdsScenario } from './scenario.ts';

interface RdsEnding extends Ending<AlibabaRds> {
  readonly scenario: RdsScenario;
  readonly cloud: Cloud;
}

type Law = (ending: RdsEnding) => readonly string[];

const idOf = (reference: string): string => reference.split('/').at(-1) ?? '';
const effects = (cloud: Cloud, action: string): readonly JournalEntry[] =>
  cloud.journal.entries.filter((entry) => entry.kind === 'effect' && entry.action === action);
const ofCall = (entry: JournalEntry): boolean => entry.detail['cause'] === 'call';

/** Law 2: one effective mutation a step, whatever crashed, was lost or came twice. */
const once: Law = ({ cloud, scenario }) => {
  const counts = new Map<string, number>();
  // What vanished after it was accepted had no effect, and may be asked for again.
  const effective = scenario.misfortune === 'vanishes' ? 'UpgradeBegun' : 'UpgradeAccepted';
  for (const entry of effects(cloud, effective).filter(ofCall)) {
    const key = `${entry.resource} to ${String(entry.detail['to'])}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => `law 2: ${key} effective ${count} times`);
};

/** Law 3: succeeded means that it is so, on every member, with nothing pending. */
const trulySucceeded: Law = ({ cloud, plan, outcome, scenario }) => {
  if (outcome.result !== 'succeeded') return [];
  const lastPerson = cloud.journal.entries.findLast(({ kind }) => kind === 'person');
  // What somebody does after the last look that proved it is nobody's to report.
  if (lastPerson && lastPerson.at > outcome.endedAt - 120_000) return [];
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

/** Law 4: no call asks for anything but a planned hop upwards. */
const onlyUpwards: Law = ({ cloud, plan }) => {
  const targets = new Set(plan.hops.map((hop) => hop.to));
  return effects(cloud, 'UpgradeAccepted')
    .filter(ofCall)
    .filter((entry) => !targets.has(String(entry.detail['to'])))
    .map((entry) => `law 4: ${entry.resource} was asked for ${String(entry.detail['to'])}`);
};

/** Law 5: where the API wants replicas first, no primary is touched before all of them are on the hop's version. */
const replicasFirst: Law = ({ cloud, plan, scenario }) =>
  plan.hops.flatMap((hop) => {
    const behaviour = scenario.switches.replicas[`${hop.from}-${hop.to}` as '5.5-5.6'];
    if (behaviour !== 'first' || scenario.replicaOrder === 'with-primary') return [];
    const touched = effects(cloud, 'UpgradeAccepted').find(
      (entry) => ofCall(entry) && entry.resource === idOf(plan.reference) && entry.detail['to'] === hop.to,
    );
    if (!touched) return [];
    const upgraded = new Set(
      effects(cloud, 'UpgradeSucceeded')
        .filter((entry) => entry.at <= touched.at && entry.detail['to'] === hop.to)
        .map((entry) => entry.resource),
    );
    return plan.members
      .filter((member) => member.role !== 'primary' && member.before['engineVersion'] === plan.from)
      .filter((member) => !upgraded.has(idOf(member.reference)) && cloud.rds.instance(idOf(member.reference)))
      .map((member) => `law 5: the primary was touched before ${member.reference} was on ${hop.to}`);
  });

/** The report agrees with the cloud's own record, whatever the result. */
const truthful: Law = ({ cloud, outcome, scenario }) => {
  if (scenario.interference !== 'nothing') return [];
  return outcome.members.flatMap((member) => {
    const seen = member.after?.['engineVersion'];
    const truth = cloud.rds.instance(idOf(member.reference))?.version;
    return seen === undefined || seen === truth
      ? []
      : [`report: ${member.reference} was reported on ${String(seen)}, and is on ${truth ?? 'nothing'}`];
  });
};

/** Law 11: what somebody changed before the first intent was stored was seen, and stopped everything. */
const noStaleStart: Law = ({ cloud, plan, firstIntentAt }) => {
  const moved = cloud.journal.entries.find(
    (entry) => entry.kind === 'person' && ['Upgrade', 'Delete', 'Add'].includes(entry.action),
  );
  if (!moved || firstIntentAt === undefined) return [];
  // What somebody tried and failed at left the world as it was planned for.
  const cameToNothing = effects(cloud, 'UpgradeFailed').some(
    ({ at, detail }) => detail['cause'] === 'person' && at < firstIntentAt,
  );
  if (cameToNothing) return [];
  if (moved.at < plan.createdAt || firstIntentAt < moved.at + 180_000) return [];
  return [
    `law 11: begun at ${firstIntentAt} though ${moved.action} of ${moved.resource} came at ${moved.at}`,
  ];
};

/** Law 14: the password in the cloud's answers came out nowhere. */
const noSecret: Law = ({ everythingSaid }) =>
  everythingSaid.includes(simulatedReplicatorPassword) ? ['law 14: a password came out'] : [];

/** Where nothing stood in the way for good, the upgrade succeeded. */
const succeedsUnhindered: Law = ({ scenario, outcome, plan }) => {
  const hindered =
    scenario.interference !== 'nothing' || scenario.misfortune !== 'none' || scenario.cancelAt !== undefined;
  const family = plan.members.length > 1;
  if (hindered || (family && scenario.replicaOrder !== 'auto')) return [];
  if (outcome.result === 'succeeded') return [];
  const followsNot = Object.values(scenario.switches.replicas).includes('afterwards');
  if (family && followsNot && outcome.result === 'needs-operator') return [];
  return [`unhindered, and yet: ${outcome.result}: ${outcome.summary}`];
};

const laws: readonly Law[] = [
  once,
  trulySucceeded,
  onlyUpwards,
  replicasFirst,
  truthful,
  noStaleStart,
  noSecret,
  succeedsUnhindered,
];

/** Every law that does not hold, one line each. */
export function brokenRdsLaws(ending: RdsEnding): readonly string[] {
  return laws.flatMap((law) => law(ending));
}
