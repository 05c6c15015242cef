import type { Settings } from '../settings.ts';

/** The command that goes on with a run. */
export function resumeCommand(
  runId: string,
  settings: Pick<Settings, 'stateFile' | 'stateNamed'>,
  command: 'resume' | 'continue' | 'fleet resume' = 'resume',
): string {
  const state = settings.stateNamed ? ` --state ${shellWord(settings.stateFile)}` : '';
  return `engine-upgrader ${command} ${runId}${state}`;
}

/** A text as one word of a shell's command line. */
export function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
