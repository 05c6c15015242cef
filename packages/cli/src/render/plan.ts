import type { Provider, UpgradePlan } from '@engine-upgrader/core';
import { durationInWords } from '../duration.ts';
import { factsLine, longestInTables } from './facts.ts';
import { findingSummary } from './findings.ts';
import { folded } from './folded.ts';
import { pauseLines } from './pauses.ts';
import type { Style } from './style.ts';
import { columns } from './table.ts';

/** A plan for people: what would happen, in order, with findings and forecast. */
export function planText(plan: UpgradePlan<Provider>, style: Style): string {
  const path = [plan.hops[0]?.from ?? plan.from, ...plan.hops.map((hop) => hop.to)].join(' → ');
  const when = plan.effectiveTime === 'immediate' ? 'at once' : 'in the maintenance window';
  if (plan.steps.length === 0) {
    const head = `${style.bold(plan.reference)}  ${plan.from}`;
    return lines([
      head,
      'Nothing to do: every member is on the target.',
      ...findingSummary(plan.findings, style),
    ]);
  }
  return lines([
    `${style.bold(plan.reference)}  ${style.bold(path)}  ${style.dim(`${when}, plan ${plan.id.slice(0, 8)}`)}`,
    '',
    style.bold('Members'),
    ...folded(memberRows(plan, style)).map((line) => `  ${line}`),
    '',
    style.bold('Steps'),
    ...folded(plan.steps.map((step, index) => `${String(index + 1).padStart(2)}. ${step.title}`)).map(
      (line) => `  ${line}`,
    ),
    '',
    style.bold('Findings'),
    ...findingSummary(plan.findings, style).map((line) => `  ${line}`),
    '',
    style.bold('Forecast'),
    ...forecastLines(plan, style).map((line) => `  ${line}`),
  ]);
}

function memberRows({ members }: UpgradePlan<Provider>, style: Style): string[] {
  const rows = members.map(({ reference, role, before }) => [
    reference,
    role,
    style.dim(factsLine(before, longestInTables)),
  ]);
  return columns(rows);
}

function forecastLines({ forecast }: UpgradePlan<Provider>, style: Style): string[] {
  const { duration, interruption, calls, maintenanceWindows, pauses = [], remarks } = forecast;
  const windows = maintenanceWindows === 0 ? '' : `, maintenance windows: ${maintenanceWindows}`;
  return [
    `about ${durationInWords(duration)}, interruption about ${durationInWords(interruption)}, about ${calls} requests${windows}`,
    ...remarks,
    ...pauseLines(pauses, style),
  ];
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
