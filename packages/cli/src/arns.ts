import { formatReference, type UpgradeError } from '@engine-upgrader/core';
import { okAsync, ResultAsync } from 'neverthrow';
import { driverSettings, type Session } from './session.ts';

/** Replaces names such as ARNs by the references that they stand for, with one read each; leaves all else. */
export function withoutArns(
  session: Session,
  texts: readonly string[],
): ResultAsync<readonly string[], UpgradeError> {
  const { io, settings } = session;
  const replaced = texts.map((text): ResultAsync<string, UpgradeError> => {
    const arns = io.providers.find((entry) => entry.arns && text.startsWith(entry.arns.mark))?.arns;
    return arns ? arns.referenceOf(text, driverSettings(io, settings)).map(formatReference) : okAsync(text);
  });
  return ResultAsync.combine(replaced);
}
