/**
 * What an instance's status means for an upgrade. Case varies between answers, and all but Running, Stopped and
 * Released are transitional, unknown ones too.
 */
export type StatusMeaning = 'running' | 'upgrading' | 'stopped' | 'released' | 'transitional';

const meanings: Readonly<Record<string, StatusMeaning>> = {
  running: 'running',
  stopped: 'stopped',
  released: 'released',
  engineversionupgrading: 'upgrading',
};

/** Reads a status. */
export function statusMeaning(status: string): StatusMeaning {
  const name = status.toLowerCase();
  return (Object.hasOwn(meanings, name) ? meanings[name] : undefined) ?? 'transitional';
}

/** Whether a lock mode keeps an instance from being upgraded. An absent one is not known to. */
export function isLocked(lockMode: string | undefined): boolean {
  return lockMode !== undefined && lockMode.toLowerCase() !== 'unlock';
}
