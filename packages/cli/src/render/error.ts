import { type PreconditionError, type UpgradeError, withoutSecrets } from '@engine-upgrader/core';
import type { Settings } from '../settings.ts';
import { findingLines } from './findings.ts';
import { resumeCommand } from './resume-command.ts';
import type { Style } from './style.ts';

/** An error for people: one clear line, then what helps to mend it. */
export function errorText(
  error: UpgradeError,
  settings: Pick<Settings, 'stateFile' | 'stateNamed'>,
  style: Style,
): string {
  // What was typed may be in a message: no password of it is shown, and nothing in it steers the terminal.
  const lines = [
    `${style.red('error:')} ${withoutSecrets(error.message.slice(0, 4_000))}${answerOf(error)}`,
    ...details(error, settings, style),
  ];
  return `${lines.join('\n')}\n`;
}

function answerOf({ provider, message }: UpgradeError): string {
  if (!provider) return '';
  const { operation, code, requestId } = provider;
  const known = [operation, code].filter((part) => part !== undefined && !message.includes(part));
  const parts = [...known, requestId === undefined ? undefined : `request ${requestId}`];
  const text = parts.filter((part) => part !== undefined).join(', ');
  return text === '' ? '' : ` [${text}]`;
}

function details(
  error: UpgradeError,
  settings: Pick<Settings, 'stateFile' | 'stateNamed'>,
  style: Style,
): string[] {
  if (error.kind === 'precondition') return preconditionDetails(error, style);
  if (error.kind === 'claimed') {
    const runs = [...new Set(error.claims.map(({ runId }) => runId))];
    return runs.map((runId) => `  go on with it: ${resumeCommand(runId, settings)}`);
  }
  if (error.kind === 'stale-plan') {
    return error.moved.map(({ field, planned, seen }) => `  ${field}: planned ${planned}, seen ${seen}`);
  }
  if (error.kind === 'credentials') {
    const places = (error.places ?? []).filter((place) => !error.message.includes(place));
    return places.map((place) => `  looked at: ${place}`);
  }
  if (error.kind === 'still-running' && error.runId) {
    const command = error.cause === 'paused' ? 'continue' : 'resume';
    return [`  go on with: ${resumeCommand(error.runId, settings, command)}`];
  }
  return [];
}

function preconditionDetails({ failed, unaccepted }: PreconditionError, style: Style): string[] {
  const names = [...new Set(unaccepted.map(({ name }) => name))];
  const accept = names.map((name) => `--accept ${name}`).join(' ');
  const findings = findingLines([...failed, ...unaccepted], style).map((line) => `  ${line}`);
  if (failed.length > 0 || names.length === 0) return findings;
  return [...findings, `  accept what is shown with ${accept}, or --accept all`];
}
