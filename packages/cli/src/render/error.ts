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
    `${labelOf(error, style)} ${withoutSecrets(messageOf(error).slice(0, 4_000))}${answerOf(error)}`,
    ...details(error, settings, style),
  ];
  return `${lines.join('\n')}\n`;
}

/** A run that was left and goes on later has met no error. */
function labelOf(error: UpgradeError, style: Style): string {
  if (error.kind !== 'still-running') return style.red('error:');
  const words = { timeout: 'still running:', paused: 'paused:', aborted: 'interrupted:' } as const;
  return style.yellow(words[error.cause]);
}

/** A family may have hundreds of members: who has them is said once. */
function messageOf(error: UpgradeError): string {
  if (error.kind !== 'claimed' || error.claims.length < 2) return error.message;
  const [first] = error.claims;
  const runs = [...new Set(error.claims.map(({ runId }) => runId))].join(', ');
  const who = `${first?.member} and ${error.claims.length - 1} more`;
  return `already being upgraded: ${who}, by run ${runs}; resume or cancel that run. Nothing was changed`;
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
  if (error.kind === 'unavailable' && /\bENOTFOUND\b/.test(error.message)) {
    return ['  no host has that name: check the region, and that this machine reaches the network'];
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
