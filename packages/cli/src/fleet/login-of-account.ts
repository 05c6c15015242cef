import { createUpgrader, invalidInput, type Store, type UpgradeError } from '@engine-upgrader/core';
import { parseFleetOutline } from '@engine-upgrader/core/fleet';
import { err, type Result } from 'neverthrow';
import { type LoadedProvider, policyOf, type Session, unknownProvider } from '../session.ts';
import { readCarry } from './carry.ts';
import type { ProfileConfig } from './config.ts';
import { loadSource } from './sources.ts';
import { fleetRuns } from './stored-fleet.ts';

/** The provider with the login that a fleet in the state file has for an account. Another login is never taken for it. */
export async function providerOfAccount(
  session: Session,
  provider: string,
  account: string,
): Promise<Result<LoadedProvider, UpgradeError>> {
  const { io, settings } = session;
  const entry = io.providers.find(({ id }) => id === provider);
  if (!entry) return err(unknownProvider(io.providers, provider));
  const store = await session.store();
  if (store.isErr()) return err(store.error);
  const profile = await profileOf(session, store.value, provider, account);
  if (!profile) return err(noLogin(provider, account));
  const source = await loadSource(session, profile);
  const { clock, randomness } = io;
  return source.map(({ driver }) => ({
    entry,
    driver,
    upgrader: createUpgrader({ driver, store: store.value, clock, randomness, policy: policyOf(settings) }),
  }));
}

/** As the newest fleet run has it that knows the account. */
async function profileOf(
  { io }: Session,
  store: Store,
  provider: string,
  account: string,
): Promise<ProfileConfig | undefined> {
  const runs = (await fleetRuns(store)).unwrapOr([]);
  for (const { runId } of runs) {
    const plans = await store.plans([runId]);
    const carry = parseFleetOutline(plans.isOk() ? plans.value[runId] : undefined).andThen((plan) =>
      readCarry(plan, io.providers),
    );
    const known = carry.isOk() ? carry.value.profiles : [];
    const found = known.find((one) => one.provider === provider && (one.account ?? one.name) === account);
    if (found) return found;
  }
  return undefined;
}

function noLogin(provider: string, account: string): UpgradeError {
  const message = `this run was started with the login "${account}" of ${provider}, which no fleet in the state file names. Nothing was changed`;
  return invalidInput('id', message);
}
