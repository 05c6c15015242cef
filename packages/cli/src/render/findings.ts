import type { Finding } from '@engine-upgrader/core';
import { factsLine } from './facts.ts';
import type { Style } from './style.ts';

const order: readonly Finding['status'][] = ['failed', 'warning', 'unknown', 'passed'];

/** The mark of a finding's status. */
export function findingMark(status: Finding['status'], style: Style): string {
  switch (status) {
    case 'failed':
      return style.red('✖ failed ');
    case 'warning':
      return style.yellow('! warning');
    case 'unknown':
      return style.yellow('? unknown');
    case 'passed':
      return style.green('✔ passed ');
  }
}

/** Findings in full, the gravest first: what was found, what was seen, what to do. */
export function findingLines(findings: readonly Finding[], style: Style): string[] {
  const sorted = order.flatMap((status) => findings.filter((finding) => finding.status === status));
  return sorted.flatMap((finding) => {
    const { name, member, message, seen, remedy, link, status } = finding;
    const lines = [
      `${findingMark(status, style)}  ${style.bold(name)}  ${message} ${style.dim(`(${member})`)}`,
    ];
    if (status === 'passed') return lines;
    const notes = [
      Object.keys(seen).length > 0 ? `seen: ${factsLine(seen)}` : '',
      remedy === undefined ? '' : `to do: ${remedy}`,
      link === undefined ? '' : `see: ${link}`,
    ];
    const indented = notes.filter(Boolean).flatMap((note) => note.split('\n'));
    return [...lines, ...indented.map((note) => style.dim(`             ${note}`))];
  });
}

/** Findings for a plan: those that passed only in number. */
export function findingSummary(findings: readonly Finding[], style: Style): string[] {
  const passed = findings.filter((finding) => finding.status === 'passed').length;
  const others = findings.filter((finding) => finding.status !== 'passed');
  const lines = findingLines(others, style);
  return passed === 0 ? lines : [...lines, `${findingMark('passed', style)}  ${passed} preconditions`];
}
