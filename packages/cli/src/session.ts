import {
  type Driver,
  type EngineUpgrader,
  type InternalError,
  invalidInput,
  type Policy,
  type Provider,
  type Store,
  type UpgradeError,
} from '@engine-upgrader/core';
import { errAsync, ResultAsync } from 'neverthrow';
import { type Interrupt, listenToInterrupts } from './interrupt.ts';
import type { Io } from './io.ts';
import { openState } from './open-state.ts';
import type { DriverSettings, ProviderEntry } from './providers/provider-entry.ts';
import { type Style, styleFor } from './render/style.ts';
import type { Settings } from './settings.ts';

/** A provider's upgrader, and the driver that it was made of. */
export interface LoadedProvider {
  readonly entry: ProviderEntry;
  readonly driver: Driver<Provider>;
  readonly upgrader: EngineUpgrader<Provider>;
}

/** One call of the command line: its settings, and what is opened or loaded when it is first needed. */
export interface Session {
  readonly io: Io;
  readonly settings: Settings;
  readonly interrupt: Interrupt;
  /** Colours for stdout. */
  readonly style: Style;
  /** Colours for stderr. */
  readonly styleOfProgress: Style;
  /** The state file. */
  store(): ResultAsync<Store, UpgradeError>;
  /** A provider's driver alone, to list with: quicker, since the engine is not loaded. */
  driver(id: string): ResultAsync<Driver<Provider>, UpgradeError>;
  /** A provider that keeps its runs in the state file. */
  provider(id: string): ResultAsync<LoadedProvider, UpgradeError>;
  /** A provider that only reads: the state file is not touched. */
  reader(id: string): ResultAsync<LoadedProvider, UpgradeError>;
  close(): Promise<void>;
}

/** Opens a session. */
export function openSession(io: Io, settings: Settings): Session {
  let opened: ResultAsync<Store, UpgradeError> | undefined;
  const loaded = new Map<string, ResultAsync<LoadedProvider, UpgradeError>>();
  const interrupt = listenToInterrupts(io);

  const session: Session = {
    io,
    settings,
    interrupt,
    style: styleFor(io.stdout, io.environment),
    styleOfProgress: styleFor(io.stderr, io.environment),
    store: () => (opened ??= openState(io, settings.stateFile)),
    provider: (id) => {
      const known =
        loaded.get(id) ?? session.store().andThen((store) => loadProvider(io, settings, id, store));
      loaded.set(id, known);
      return known;
    },
    driver: (id) => loadDriver(io, settings, id).map(({ driver }) => driver),
    reader: (id) => loadProvider(io, settings, id),
    async close() {
      interrupt.close();
      const store = await opened;
      if (store?.isOk()) await store.value.close();
    },
  };
  return session;
}

/** @param store default: none that lasts */
function loadProvider(
  io: Io,
  settings: Settings,
  id: string,
  store?: Store,
): ResultAsync<LoadedProvider, UpgradeError> {
  const engine = ResultAsync.fromPromise(import('@engine-upgrader/core'), (thrown) =>
    notLoaded('the engine', thrown),
  );
  return ResultAsync.combine([loadDriver(io, settings, id), engine]).map(
    ([{ entry, driver }, { createMemoryStore, createUpgrader }]) => {
      const { clock, randomness } = io;
      const parts = { driver, clock, randomness, policy: policyOf(settings) };
      return { entry, driver, upgrader: createUpgrader({ ...parts, store: store ?? createMemoryStore() }) };
    },
  );
}

function loadDriver(
  io: Io,
  settings: Settings,
  id: string,
): ResultAsync<Omit<LoadedProvider, 'upgrader'>, UpgradeError> {
  const entry = io.providers.find((known) => known.id === id);
  if (!entry) return errAsync(unknownProvider(io.providers, id));
  return ResultAsync.fromPromise(
    entry.driver(driverSettings(io, settings)),
    (thrown): UpgradeError => notLoaded(`the driver of ${id}`, thrown),
  ).map((driver) => ({ entry, driver }));
}

function notLoaded(what: string, thrown: unknown): InternalError {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: 'internal', message: `${what} could not be loaded: ${why}` };
}

/** What a driver is made from. */
export function driverSettings(io: Io, { callTimeout, callsPerSecond, profiles }: Settings): DriverSettings {
  return {
    environment: io.environment,
    ...(callTimeout === undefined ? {} : { callTimeout }),
    ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
    profiles,
  };
}

/** How patient runs are, as far as the settings say. */
export function policyOf({ settle, pollInterval }: Settings): Partial<Policy> {
  return {
    ...(settle === undefined ? {} : { settle }),
    ...(pollInterval === undefined ? {} : { pollInterval }),
  };
}

/** The error for a scheme that no provider has. */
export function unknownProvider(entries: readonly ProviderEntry[], id: string): UpgradeError {
  const known = entries.map((entry) => entry.id).join(', ');
  return invalidInput(
    'provider',
    `"${id.slice(0, 60)}" is no provider; known are ${known}. Nothing was changed`,
  );
}
