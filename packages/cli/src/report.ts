import type { UpgradeError } from '@engine-upgrader/core';
import { exitCodeOfError } from './exit-code.ts';
import { errorText } from './render/error.ts';
import type { Session } from './session.ts';

/** Says on stderr what was wrong. @returns the exit code */
export function report(session: Session, error: UpgradeError): number {
  session.io.stderr.write(errorText(error, session.settings, session.styleOfProgress));
  return exitCodeOfError(error);
}
