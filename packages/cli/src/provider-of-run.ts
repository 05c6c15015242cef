import type { RunSummary, UpgradeError } from '@engine-upgrader/core';
import { ResultAsync } from 'neverthrow';
import type { LoadedProvider, Session } from './session.ts';

/** The provider of a stored run, with the login that it was started with: a fleet's run may have one of its own. */
export function providerOfRun(
  session: Session,
  { provider, scope }: Pick<RunSummary, 'provider' | 'scope'>,
): ResultAsync<LoadedProvider, UpgradeError> {
  const account = scope.split('/').slice(1, -1).join('/');
  if (account === 'default') return session.provider(provider);
  return ResultAsync.fromSafePromise(import('./fleet/login-of-account.ts')).andThen(
    ({ providerOfAccount }) => new ResultAsync(providerOfAccount(session, provider, account)),
  );
}
