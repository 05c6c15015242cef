import {
  blockingFindings,
  type Finding,
  type Provider,
  type Store,
  type UpgradeError,
  type UpgradePlan,
  type UpgradeTask,
  invalidInput,
} from '@engine-upgrader/core';
import { err, ok, Result } from 'neverthrow';
import { withoutArns } from '../arns.ts';
import { ask } from '../ask.ts';
import { refuseClaimed } from '../claims.ts';
import { type Driven, driveRuns, type Patience } from '../drive.ts';
import { exitCode } from '../exit-code.ts';
import { makePlans, type Planned } from '../plans.ts';
import { planText } from '../render/plan.ts';
import { resumeCommand } from '../render/resume-command.ts';
import { report } from '../report.ts';
import { refuseForeignOptions, type RequestFlags } from '../request.ts';
import type { Session } from '../session.ts';
import { readDuration } from '../settings.ts';
import { readTarget, type Target, withoutRepeats } from '../target.ts';
import { writeUpgradeResults } from './upgrade-results.ts';

/** Options of `apply`. */
export interface ApplyFlags extends RequestFlags {
  readonly autoApprove?: boolean;
  readonly accept?: readonly string[];
  /** Commander's form of `--no-wait`. */
  readonly wait?: boolean;
  readonly timeout?: string;
}

type Accepted = readonly string[] | 'all';

/** Upgrades instances, or carries plans out. */
export async function apply(session: Session, texts: readonly string[], flags: ApplyFlags): Promise<number> {
  const { io } = session;
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  if (!flags.autoApprove && !io.inputIsTerminal) return report(session, cannotAsk);
  const named = await withoutArns(session, texts);
  if (named.isErr()) return report(session, named.error);
  const targets = readTargets(session, named.value, flags);
  if (targets.isErr()) return report(session, targets.error);
  const store = await session.store();
  if (store.isErr()) return report(session, store.error);

  const made = await makePlans(session, targets.value, flags, (reference) =>
    refuseClaimed(session, store.value, reference),
  );
  const planned = await Promise.all(made.map((one) => refuseUsed(session, store.value, one)));
  const accept = acceptedBy(flags);
  const plans = planned.flatMap(({ plan }) => (plan.isOk() ? [plan.value] : []));
  for (const plan of plans) io.stderr.write(`${planText(plan, session.styleOfProgress)}\n`);
  const starts = planned.filter((candidate) => isStartable(candidate, accept, flags.autoApprove));
  if (!flags.autoApprove && needsApproval(starts) && !(await ask(io, question(starts, accept)))) {
    io.stderr.write('Nothing was changed.\n');
    return exitCode.cancelled;
  }
  const approved = flags.autoApprove ? accept : acceptedAtPrompt(plans, accept);
  const driven = await driveAll(session, store.value, planned, approved, patience.value);
  return writeUpgradeResults(session, driven);
}

/** Whether to wait to the end, until a time, or for the first change only. */
export function readPatience(flags: Pick<ApplyFlags, 'wait' | 'timeout'>): Result<Patience, UpgradeError> {
  const noWait = flags.wait === false;
  if (flags.timeout === undefined) return ok({ noWait });
  return readDuration('--timeout', flags.timeout).map((timeout) => ({ noWait, timeout }));
}

/** Nobody is there to answer. */
export const cannotAsk: UpgradeError = invalidInput(
  'auto-approve',
  'there is no terminal to ask on; add --auto-approve, and --accept NAME for each warning that is accepted. Nothing was changed',
);

function readTargets(
  session: Session,
  texts: readonly string[],
  flags: ApplyFlags,
): Result<readonly Target[], UpgradeError> {
  const { io } = session;
  return Result.combine(texts.map((text) => readTarget(text, io))).andThen((targets) => {
    const instances = targets.flatMap((target) =>
      target.target === 'instance' ? [target.reference.provider] : [],
    );
    if (instances.length > 0 && !flags.to) {
      return err(invalidInput('to', '--to is missing; right is --to VERSION, or --to newest'));
    }
    if (instances.length === 0 && flags.to) {
      return err(invalidInput('to', 'a plan says by itself where to; leave --to out, or give a reference'));
    }
    return refuseForeignOptions(flags, instances, io.providers).map(() => withoutRepeats(targets));
  });
}

function acceptedBy({ accept = [] }: ApplyFlags): Accepted {
  return accept.includes('all') ? 'all' : accept;
}

/** An answer at the prompt accepts the warnings that it was shown. */
function acceptedAtPrompt(plans: readonly UpgradePlan<Provider>[], accept: Accepted): Accepted {
  if (accept === 'all') return accept;
  return [...new Set([...accept, ...plans.flatMap(({ findings }) => warnings(findings))])];
}

function warnings(findings: readonly Finding[]): string[] {
  return findings.filter(({ status }) => status === 'warning').map(({ name }) => name);
}

function isStartable({ plan }: Planned, accept: Accepted, unasked = false): boolean {
  if (plan.isErr()) return false;
  const { failed, unaccepted } = blockingFindings(plan.value.findings, unasked ? accept : 'all');
  return failed.length === 0 && unaccepted.length === 0;
}

function needsApproval(starts: readonly Planned[]): boolean {
  return starts.some(({ plan }) => plan.isOk() && plan.value.steps.length > 0);
}

function question(starts: readonly Planned[], accept: Accepted): string {
  const plans = starts.flatMap(({ plan }) =>
    plan.isOk() && plan.value.steps.length > 0 ? [plan.value] : [],
  );
  const shown = [...new Set(plans.flatMap(({ findings }) => blockingFindings(findings, accept).unaccepted))];
  const names = [...new Set(shown.map(({ name }) => name))].join(', ');
  const [only] = plans;
  const what = only && plans.length === 1 ? `${only.reference} to ${only.to}` : `${plans.length} instances`;
  return `Upgrade ${what}${names ? `, and accept ${names}` : ''}?`;
}

async function driveAll(
  session: Session,
  store: Store,
  planned: readonly Planned[],
  accept: Accepted,
  patience: Patience,
): Promise<{ reference: string; driven: Driven }[]> {
  const starts = planned.map(
    ({ plan }) =>
      async () =>
        plan.isErr() ? err(plan.error) : startPlan(session, store, plan.value, accept),
  );
  const driven = await driveRuns(session, starts, patience);
  return planned.flatMap(({ name, plan }, index) => {
    const one = driven[index];
    return one ? [{ reference: plan.isOk() ? plan.value.reference : name, driven: one }] : [];
  });
}

async function startPlan(
  session: Session,
  store: Store,
  plan: UpgradePlan<Provider>,
  accept: Accepted,
): Promise<Result<UpgradeTask<Provider>, UpgradeError>> {
  const unused = await isUnused(session, store, plan);
  if (unused.isErr()) return err(unused.error);
  const provider = await session.provider(plan.provider);
  return provider.isErr() ? err(provider.error) : provider.value.upgrader.start(plan, { accept });
}

/** A plan starts one run, ever: said before anybody is asked to approve it. */
async function refuseUsed(session: Session, store: Store, planned: Planned): Promise<Planned> {
  if (planned.plan.isErr()) return planned;
  const { value } = planned.plan;
  return { ...planned, plan: (await isUnused(session, store, value)).map(() => value) };
}

async function isUnused(
  session: Session,
  store: Store,
  { id }: UpgradePlan<Provider>,
): Promise<Result<void, UpgradeError>> {
  const used = await store.findByPlan(id);
  if (used.isErr()) return err(used.error);
  return used.value === undefined ? ok() : err(alreadyUsed(id, used.value, session));
}

function alreadyUsed(planId: string, runId: string, session: Session): UpgradeError {
  const goOn = resumeCommand(runId, session.settings);
  const message = `plan ${planId} was used already, by run ${runId}; go on with \`${goOn}\`, or make a new plan. Nothing was changed`;
  return { kind: 'invalid-input', input: 'plan', message };
}
