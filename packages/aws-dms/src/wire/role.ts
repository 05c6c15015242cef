import type { DatabaseMigrationServiceClientConfig } from '@aws-sdk/client-database-migration-service';
import { checkedHop } from './endpoint.ts';

type Credentials = NonNullable<DatabaseMigrationServiceClientConfig['credentials']>;

/** How the session of a role is asked for. */
export interface RoleChoices {
  readonly role: string;
  /** Whose AWS STS is asked: the region's own. */
  readonly region: string;
  /** In place of the region's own endpoint. Checked already. */
  readonly endpoint?: string | undefined;
  /** A profile of the shared configuration, whose login asks. */
  readonly profile?: string | undefined;
  /** The login that asks. Default: the profile's, or what the official chain finds. */
  readonly credentials?: Credentials | undefined;
  readonly requestHandler: object;
}

/** Thrown to an official client in place of a session. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly role: string;
  /** Whether AWS STS was asked: otherwise there was no login to ask with. */
  readonly asked: boolean;

  constructor(role: string, asked: boolean, cause: unknown) {
    super('there is no session of the role', { cause });
    this.role = role;
    this.asked = asked;
  }
}

/**
 * The login of a client that takes on a role: one `sts:AssumeRole` a session, without a retry of its own. The client
 * keeps the session and asks again before it ends.
 */
export function roleCredentials(choices: RoleChoices): Credentials {
  const { role, region, endpoint, requestHandler } = choices;
  const findLogin = loginFinder(choices);
  return async () => {
    const login = await findLogin().catch((thrown: unknown) => {
      throw new SessionError(role, false, thrown);
    });
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const ask = fromTemporaryCredentials({
      masterCredentials: login,
      params: { RoleArn: role, RoleSessionName: 'engine-upgrader' },
      clientConfig: {
        region,
        requestHandler,
        maxAttempts: 1,
        ignoreConfiguredEndpointUrls: true,
        ...(endpoint === undefined ? {} : { endpoint }),
      },
    });
    return ask().catch((thrown: unknown) => {
      throw new SessionError(role, true, thrown);
    });
  };
}

type FindLogin = () => Promise<Exclude<Credentials, (...given: never) => unknown>>;

/** Finds the login that asks; the official chain is made once, since it keeps what it found. */
function loginFinder({ region, profile, credentials }: RoleChoices): FindLogin {
  let found: FindLogin | undefined;
  return async () => {
    if (typeof credentials === 'object') return credentials;
    found ??= credentials ?? (await officialChain(region, profile));
    return found();
  };
}

async function officialChain(region: string, profile: string | undefined): Promise<FindLogin> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const own = profile === undefined ? {} : { profile };
  return fromNodeProviderChain({
    ...own,
    parentClientConfig: { region, ...own },
    // A profile may name a role itself, and the environment where that is asked for.
    clientPlugins: [
      {
        applyToStack: (stack) =>
          stack.add(checkedHop, {
            name: 'checkedHop',
            step: 'finalizeRequest',
            priority: 'low',
            override: true,
          }),
      },
    ],
  });
}
