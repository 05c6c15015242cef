import type { UpgradeError } from '../../contract/errors.ts';
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
  const todo = leftToDo(state);
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
    todo: todo.map(({ line }) => line),
    summary: summaryOf(state, result, whyOf(result, error, todo)),
  };
}

/** What is left for a person, and the step's memory that says so. */
interface LeftToDo<P extends Provider> {
  readonly line: string;
  readonly memory: StepMemory<P>;
}

function leftToDo<P extends Provider>({ run, memories }: RunState<P>): readonly LeftToDo<P>[] {
  const titles = new Map(run.plan.steps.map(({ id, title }) => [id, title]));
  return Object.entries(memories).flatMap(([id, memory]) => {
    if (memory.remedy === undefined) return [];
    const title = titles.get(id) ?? 'prove every member';
    return [{ line: `${title}: ${memory.reason ?? 'not done'}: ${memory.remedy}`, memory }];
  });
}

/** Why it ended so: the first error; or what the step is waiting for that stopped first. */
function whyOf<P extends Provider>(
  result: UpgradeOutcome<P>['result'],
  error: UpgradeError | undefined,
  todo: readonly LeftToDo<P>[],
): string | undefined {
  if (result !== 'needs-operator') return error?.message;
  const stopped = todo.filter(({ memory }) => memory.state === 'operator');
  return stopped.toSorted((a, b) => (a.memory.endedAt ?? 0) - (b.memory.endedAt ?? 0))[0]?.line;
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
