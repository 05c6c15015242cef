import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import type { FleetSource } from '@engine-upgrader/core/fleet';
import { err, ok, Result, ResultAsync } from 'neverthrow';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import { driverSettings, type Session, unknownProvider } from '../session.ts';
import type { ProfileConfig } from './config.ts';

/** Makes the drivers of logins. Calls no cloud. */
export async function loadSources(
  session: Session,
  profiles: readonly ProfileConfig[],
): Promise<Result<readonly FleetSource[], UpgradeError>> {
  return Result.combine(await Promise.all(profiles.map((profile) => loadSource(session, profile))));
}

/** Makes the driver of a login. Calls no cloud. */
export async function loadSource(
  { io, settings }: Session,
  { name, provider, profile, role, regions, account = name, budget }: ProfileConfig,
): Promise<Result<FleetSource, UpgradeError>> {
  const entry = io.providers.find(({ id }) => id === provider);
  if (!entry) return err(unknownProvider(io.providers, provider));
  if (role !== undefined && !(entry.roles && new RegExp(entry.roles.pattern, 'u').test(role))) {
    return err(noRole(name, entry));
  }
  const loading = entry.driver({
    ...driverSettings(io, settings),
    profiles: profile === undefined ? {} : { [provider]: profile },
    account,
    ...(role === undefined ? {} : { role }),
    ...(regions === undefined ? {} : { regions }),
    ...(budget === undefined ? {} : { budget }),
  });
  const driver = await ResultAsync.fromPromise(loading, (thrown): UpgradeError => {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: 'internal', message: `the driver of ${provider} could not be loaded: ${why}` };
  });
  return driver.andThen((loaded) =>
    ok({ name, driver: loaded, ...(regions === undefined ? {} : { regions }) }),
  );
}

function noRole(name: string, { id, roles }: ProviderEntry): UpgradeError {
  const right = roles
    ? `right is the ARN of a role of ${id}, such as ${roles.example}`
    : `${id} takes a role from the cloud's own profile; name the role there, and that profile here as "profile"`;
  return invalidInput(
    'profiles',
    `profile "${name}": the role cannot be taken on; ${right}. Nothing was changed`,
  );
}

/** Logins as they are without a configuration file: one for each provider that is asked for. Pure. */
export function usualProfiles(
  providers: readonly string[],
  profiles: Readonly<Record<string, string>>,
): readonly ProfileConfig[] {
  return providers.map((provider) => withProfile({ name: provider, provider, account: 'default' }, profiles));
}

/** A login whose profile the options name, where it names none itself. Pure. */
export function withProfile(
  config: ProfileConfig,
  profiles: Readonly<Record<string, string>>,
): ProfileConfig {
  const profile = config.profile ?? profiles[config.provider] ?? profiles[''];
  return profile === undefined ? config : { ...config, profile };
}
