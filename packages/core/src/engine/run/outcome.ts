import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { MemberOutcome, StepOutcome, UpgradeOutcome } from '../../contract/outcome.ts';
import type { PlannedMember } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import { allOver, memoryOf, type RunState, reportStepId } from './state.ts';

/** The outcome, once every step is over, the report too. */
export function outcomeOf<P extends Provider>(
  state: RunState<P>,
  now: Instant,
): UpgradeOutcome<P> | undefined {
  const report = memoryOf(state, reportStepId);
  if (!allOver(state) || !isOver(report.state)) return undefined;
  const { run } = state;
  const result = resultOf(state);
  const steps = stepOutcomes(state);
  const error = firstError(state);
  const titles = new Map(run.plan.steps.map(({ id, title }) => [id, title]));
  const todo = Object.entries(state.memories).flatMap(([id, memory]) =>
    memory.remedy === undefined
      ? []
      : [`${titles.get(id) ?? 'prove every member'}: ${memory.reason ?? 'not done'}: ${memory.remedy}`],
  );
  return {
    result,
    runId: run.id,
    from: run.plan.from,
    to: run.plan.to,
    startedAt: run.createdAt,
    endedAt: now,
    members: run.plan.members.map((member) => memberOutcome(member, report)),
    steps,
    ...(error ? { error } : {}),
    todo,
    summary: summaryOf(state, result, error?.message ?? todo[0]),
  };
}

function resultOf<P extends Provider>(state: RunState<P>): UpgradeOutcome<P>['result'] {
  const ends = Object.values(state.memories).map((memory) => memory.state);
  if (ends.includes('operator')) return 'needs-operator';
  if (ends.includes('failed')) return 'failed';
  // Only the report proves; what it did not prove has not succeeded.
  const proved = memoryOf(state, reportStepId).state === 'done' && !ends.includes('dropped');
  return proved ? 'succeeded' : 'cancelled';
}

function firstError<P extends Provider>(state: RunState<P>): UpgradeOutcome<P>['error'] {
  const failed = Object.values(state.memories).filter((memory) => memory.state === 'failed' && memory.error);
  failed.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  return failed[0]?.error;
}

function stepOutcomes<P extends Provider>(state: RunState<P>): readonly StepOutcome<P>[] {
  return state.run.plan.steps.map((step) => {
    const memory = memoryOf(state, step.id);
    const { reason, error, remedy, answer } = memory;
    return {
      id: step.id,
      title: step.title,
      member: step.member,
      state: memory.state,
      ...(reason === undefined ? {} : { reason }),
      ...(error ? { error } : {}),
      ...(remedy === undefined ? {} : { remedy }),
      ...(answer?.answer === 'accepted' ? { acknowledgement: answer.acknowledgement } : {}),
    };
  });
}

function memberOutcome<P extends Provider>(member: PlannedMember, report: StepMemory<P>): MemberOutcome {
  const prefix = `${member.reference}#`;
  const after = Object.entries(report.evidence ?? {})
    .filter(([field]) => field.startsWith(prefix))
    .map(([field, value]) => [field.slice(prefix.length), value] as const);
  const { reference, role, before } = member;
  if (report.state !== 'done' || after.length === 0) return { reference, role, before };
  const proof = { looks: report.row?.lookIds ?? [], provedAt: report.endedAt ?? 0 };
  return { reference, role, before, after: Object.fromEntries(after), proof };
}

function summaryOf<P extends Provider>(
  { run }: RunState<P>,
  result: UpgradeOutcome<P>['result'],
  why: string | undefined,
): string {
  const { plan } = run;
  const others = plan.members.length - 1;
  const family = others > 0 ? ` and the ${others} that go with it` : '';
  switch (result) {
    case 'succeeded':
      if (plan.members.every((member) => member.gone)) return `${plan.reference}${family}: gone, proved`;
      return `${plan.reference}${family}: ${plan.from} to ${plan.to}, proved on every member`;
    case 'failed':
      return `${plan.reference}: not upgraded to ${plan.to}: ${why ?? 'a step failed'}`;
    case 'cancelled':
      return `${plan.reference}: cancelled; what was not begun was left as it was`;
    case 'needs-operator':
      return `${plan.reference}: needs an operator: ${why ?? ''}`;
  }
}
