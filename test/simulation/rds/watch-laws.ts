import type { AlibabaRds } from '@engine-upgrader/alibaba-rds';
import type { Cloud, JournalEntry } from '@engine-upgrader/cloud-simulator';
import type { WatchLaw } from '../watch.ts';
import { noStaleStart } from '../watch-laws.ts';
import type { RdsScenario } from './scenario.ts';

type Law = WatchLaw<AlibabaRds>;

const versions = ['5.5', '5.6', '5.7', '8.0'];
const isBelow = (version: string, other: string): boolean =>
  versions.indexOf(version) < versions.indexOf(other);

/** The id in a reference. */
export const idOf = (reference: string): string => reference.split('/').at(-1) ?? '';

const isOurs = (entry: JournalEntry, action: string): boolean =>
  entry.kind === 'effect' && entry.action === action && entry.detail['cause'] === 'call';

/** Members that exist, and are below a version. */
function below(cloud: Cloud, ids: readonly string[], version: string): readonly string[] {
  return ids.filter((id) => {
    const truth = cloud.rds.instance(id);
    return truth !== undefined && isBelow(truth.version, version);
  });
}

/** Law 2: one effective mutation a step, whatever crashed, was lost or came twice. */
const once =
  ({ misfortune, switches }: RdsScenario): Law =>
  () => {
    const begun = new Set<string>();
    // What vanished or was cancelled after it was accepted had no effect, and may be asked for again.
    const effective = misfortune === 'vanishes' ? 'UpgradeBegun' : 'UpgradeAccepted';
    return (sign) => {
      if (sign.sign !== 'recorded') return undefined;
      const { action, resource, detail } = sign.entry;
      const key = `${resource} to ${String(detail['to'])}`;
      // So may what failed without a trace, where nobody saw it run.
      if (action === 'UpgradeCancelled' || (action === 'UpgradeFailed' && !switches.history))
        begun.delete(key);
      if (!isOurs(sign.entry, effective)) return undefined;
      if (begun.has(key)) return `law 2: ${key} is effective a second time`;
      begun.add(key);
      return undefined;
    };
  };

/** Law 4: only a planned hop, and only upwards; nothing that is no member is touched. */
const onlyAsPlanned: Law = ({ plan }) => {
  const targets = new Set(plan.hops.map((hop) => hop.to));
  const members = new Set(plan.members.map(({ reference }) => idOf(reference)));
  return (sign) => {
    if (sign.sign !== 'recorded' || !isOurs(sign.entry, 'UpgradeAccepted')) return undefined;
    const { resource = '', detail } = sign.entry;
    if (!members.has(resource)) return `law 4: ${resource} is no member, and is upgraded`;
    const [from, to] = [String(detail['from']), String(detail['to'])];
    return targets.has(to) && isBelow(from, to) ? undefined : `law 4: ${resource} from ${from} to ${to}`;
  };
};

/** Law 5: where the API wants replicas first, no primary is touched before all of them are on the hop's version. */
const replicasFirst =
  ({ switches, replicaOrder }: RdsScenario): Law =>
  ({ plan, cloud }) => {
    const others = plan.members
      .filter(({ role }) => role !== 'primary')
      .map(({ reference }) => idOf(reference));
    const primary = idOf(plan.reference);
    return (sign) => {
      if (sign.sign !== 'recorded' || !isOurs(sign.entry, 'UpgradeAccepted')) return undefined;
      if (sign.entry.resource !== primary || replicaOrder === 'with-primary') return undefined;
      const to = String(sign.entry.detail['to']);
      const hop = plan.hops.find((one) => one.to === to);
      if (!hop || switches.replicas[`${hop.from}-${hop.to}` as '5.5-5.6'] !== 'first') return undefined;
      const behind = below(cloud, others, to);
      return behind.length > 0
        ? `law 5: the primary is touched before ${behind.join()} is on ${to}`
        : undefined;
    };
  };

/** A hop is over on every member before the next begins. */
const hopByHop: Law = ({ plan, cloud }) => {
  const members = plan.members.map(({ reference }) => idOf(reference));
  return (sign) => {
    if (sign.sign !== 'recorded' || !isOurs(sign.entry, 'UpgradeAccepted')) return undefined;
    const hop = plan.hops.find((one) => one.to === sign.entry.detail['to']);
    const behind = hop ? below(cloud, members, hop.from) : [];
    return behind.length > 0
      ? `hops: ${sign.entry.resource} begins ${hop?.to} while ${behind.join()} is below ${hop?.from}`
      : undefined;
  };
};

/** Law 3: a step is done when it is so, and not before. */
const doneIsTrue: Law = ({ plan, cloud }) => {
  const steps = new Map(plan.steps.map(({ id, input }) => [id, input]));
  return (sign) => {
    if (sign.sign !== 'event' || sign.event.event !== 'step-ended' || sign.event.state !== 'done')
      return undefined;
    const step = steps.get(sign.event.stepId);
    const truth = step && cloud.rds.instance(step.instanceId);
    if (!step || !truth || !isBelow(truth.version, step.to)) return undefined;
    return `law 3: ${sign.event.stepId} is done, and ${step.instanceId} is on ${truth.version}`;
  };
};

const moving = new Set(['Upgrade', 'Delete', 'Add', 'ChangeClass']);

/** The laws of an upgrade of an ApsaraDB RDS family that are checked as things happen. */
export function rdsWatchLaws(scenario: RdsScenario): readonly Law[] {
  return [
    once(scenario),
    onlyAsPlanned,
    replicasFirst(scenario),
    hopByHop,
    doneIsTrue,
    noStaleStart(
      // While nobody knows whether a call arrived, somebody else's upgrade looks like its effect.
      ({ action }, mayBeSent) => moving.has(action) && !(action === 'Upgrade' && mayBeSent),
      (action) => action === 'UpgradeFailed' || action === 'UpgradeCancelled',
      (action) => (action === 'ChangeClass' ? 'instanceClass' : undefined),
    ),
  ];
}
