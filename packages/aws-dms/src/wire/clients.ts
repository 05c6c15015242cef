import type {
  DatabaseMigrationServiceClient,
  DatabaseMigrationServiceClientConfig,
} from '@aws-sdk/client-database-migration-service';
import { err, ok, type Result } from 'neverthrow';
import { invalidInput, type InvalidInputError, type Milliseconds } from '@engine-upgrader/core';
import { checkedHop, checkRegion, endpointFor, type Environment, sessionEndpointFor } from './endpoint.ts';
import { roleCredentials } from './role.ts';

/** What the default client is made with besides the region. */
export interface ClientChoices {
  readonly environment: Environment;
  readonly callTimeout: Milliseconds;
  /** Sockets at most. */
  readonly connections: number;
  readonly endpoint?: string | undefined;
  /** A profile of the shared configuration. */
  readonly profile?: string | undefined;
  /** Default: the official client's own chain. */
  readonly credentials?: DatabaseMigrationServiceClientConfig['credentials'] | undefined;
  /** A role that the login takes on, by its ARN. */
  readonly role?: string | undefined;
}

/** Finds the client for a region; one that was made is kept. */
export type ClientFor = (
  region: string,
) => Promise<Result<DatabaseMigrationServiceClient, InvalidInputError>>;

/** Clients of the official package, made when first needed: one request a call, time limits, no endpoint unchecked. */
export function defaultClients(choices: ClientChoices): ClientFor {
  const clients = new Map<string, DatabaseMigrationServiceClient>();
  return async (region) => {
    const known = clients.get(region);
    if (known) return ok(known);
    const config = checkRegion(region).andThen(() => configFor(region, choices));
    if (config.isErr()) return err(config.error);
    const { DatabaseMigrationServiceClient: Client } = await import(
      '@aws-sdk/client-database-migration-service'
    );
    // Another call may have made it meanwhile; with two, a role's session would be asked for twice.
    const made = clients.get(region) ?? new Client(config.value);
    clients.set(region, made);
    return ok(made);
  };
}

function configFor(
  region: string,
  choices: ClientChoices,
): Result<DatabaseMigrationServiceClientConfig, InvalidInputError> {
  const { environment, callTimeout, connections, endpoint, profile } = choices;
  const agent = { keepAlive: true, maxSockets: connections };
  return endpointFor(environment, endpoint).andThen((checked) =>
    credentialsFor(region, choices).map((credentials) => ({
      region,
      maxAttempts: 1,
      ignoreConfiguredEndpointUrls: true,
      requestHandler: { ...timeLimits(callTimeout), httpAgent: agent, httpsAgent: agent },
      ...(checked === undefined ? {} : { endpoint: checked }),
      ...(profile === undefined ? {} : { profile }),
      ...(credentials === undefined ? {} : { credentials }),
    })),
  );
}

function timeLimits(callTimeout: Milliseconds): object {
  return { connectionTimeout: callTimeout, requestTimeout: callTimeout, throwOnRequestTimeout: true };
}

/** The login that was given, or the one that takes on the role; nothing where the client finds its own. */
function credentialsFor(
  region: string,
  { environment, callTimeout, profile, credentials, role }: ClientChoices,
): Result<ClientChoices['credentials'], InvalidInputError> {
  if (role === undefined) return ok(credentials);
  return sessionEndpointFor(environment).map((endpoint) =>
    roleCredentials({
      role,
      region,
      endpoint,
      profile,
      credentials,
      // A session lasts an hour: no connection is kept for the next one.
      requestHandler: { ...timeLimits(callTimeout), httpAgent: {}, httpsAgent: {} },
    }),
  );
}

/** The caller's own clients, one a region. Whatever they were made with, a call is one request: see {@link withoutRetries}. */
export function ownClients(
  client: DatabaseMigrationServiceClient | ((region: string) => DatabaseMigrationServiceClient),
): ClientFor {
  const clients = new Map<string, DatabaseMigrationServiceClient>();
  return async (region) => {
    const known = clients.get(region);
    if (known) return ok(known);
    const found = typeof client === 'function' ? client(region) : client;
    const own = await found.config.region();
    if (own !== region)
      return err(invalidInput('client', `the client that was given is for ${own}, not for ${region}`));
    const made = withoutRetries(found);
    if (!made)
      return err(invalidInput('client', 'the retries of the client that was given cannot be switched off'));
    clients.set(region, made);
    return ok(made);
  };
}

/**
 * The same client without its step that sends a request again, and with a check of where it sends to: an act is exactly one request. `maxAttempts` of a
 * client that was made cannot be changed, but its steps can, in a copy that shares all else. The step's place is
 * kept, since others are placed by it.
 */
export function withoutRetries(
  client: DatabaseMigrationServiceClient,
): DatabaseMigrationServiceClient | undefined {
  const middlewareStack = client.middlewareStack.clone();
  if (!middlewareStack.remove('retryMiddleware')) return undefined;
  // Whatever the endpoint was found in, it is known here.
  middlewareStack.add(checkedHop, { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high' });
  const copy: DatabaseMigrationServiceClient = Object.create(client, {
    middlewareStack: { value: middlewareStack },
    handlers: { value: undefined, writable: true, configurable: true },
  });
  return copy;
}
