import type { MemberOutcome, Provider, StepOutcome, UpgradeOutcome } from '@engine-upgrader/core';
import { durationInWords } from '../duration.ts';
import { changedFacts, factsLine } from './facts.ts';
import { stepMark } from './step-mark.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { instant } from './time.ts';

/** How a run ended, for people: each member before and after, and what proves it. */
export function outcomeText(outcome: UpgradeOutcome<Provider>, style: Style): string {
  const took = durationInWords(outcome.endedAt - outcome.startedAt);
  const rows = outcome.members.map((member) => memberRow(member, outcome.steps, style));
  const steps =
    outcome.result === 'succeeded' ? [] : ['', ...outcome.steps.map((step) => outcomeStepLine(step, style))];
  const error = outcome.error ? ['', `${style.red('error:')} ${outcome.error.message}`] : [];
  const todo = outcome.todo.map((line) => `${style.yellow('to do:')} ${line}`);
  return [
    `${resultMark(outcome.result, style)}  ${outcome.summary}`,
    style.dim(`run ${outcome.runId}, ${instant(outcome.startedAt)} to ${instant(outcome.endedAt)}, ${took}`),
    '',
    table(['member', 'role', 'before and after', 'proved by', 'cloud ids'], rows, style).trimEnd(),
    ...steps,
    ...error,
    ...(todo.length > 0 ? ['', ...todo] : []),
    '',
  ].join('\n');
}

function resultMark(result: UpgradeOutcome<Provider>['result'], style: Style): string {
  switch (result) {
    case 'succeeded':
      return style.green(style.bold('✔ succeeded'));
    case 'failed':
      return style.red(style.bold('✖ failed'));
    case 'cancelled':
      return style.yellow(style.bold('– cancelled'));
    case 'needs-operator':
      return style.yellow(style.bold('! needs an operator'));
  }
}

function memberRow(member: MemberOutcome, steps: readonly StepOutcome<Provider>[], style: Style): string[] {
  const { reference, role, before, after, proof } = member;
  const change = after
    ? changedFacts(before, after, style)
    : `${factsLine(before)} ${style.yellow('(not seen since)')}`;
  const looks = proof?.looks.map((id) => id.slice(0, 8)).join(' ') ?? '';
  const proved = proof ? `${proof.looks.length} looks: ${looks}` : style.yellow('not proved');
  return [reference, role, change, proved, taskIds(reference, steps).join(' ') || '–'];
}

/** The provider's own ids of the calls that it accepted for a member: of its tasks, or of the requests. */
function taskIds(member: string, steps: readonly StepOutcome<Provider>[]): string[] {
  return steps
    .filter((step) => step.member === member)
    .flatMap((step) => Object.entries(step.acknowledgement ?? {}))
    .flatMap(([name, value]: [string, unknown]) => (/(?:id|arn)$/i.test(name) ? [value] : []))
    .filter((value): value is string | number => typeof value === 'string' || typeof value === 'number')
    .map(String);
}

function outcomeStepLine(step: StepOutcome<Provider>, style: Style): string {
  const why = step.error?.message ?? step.reason;
  return `${stepMark(step.state, style)} ${step.title}${why === undefined ? '' : style.dim(`  ${why}`)}`;
}
