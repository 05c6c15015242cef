import { redact } from '@engine-upgrader/core';
import { err, ok, okAsync, type Result, ResultAsync } from 'neverthrow';
import type { RdsCallError, RdsOperation } from './api.ts';
import type { ClientConfig, CredentialSource, Login } from './client-config.ts';
import { loadPackage } from './load-package.ts';

/** Where `@alicloud/credentials` looks, in its order. */
export const loginPlaces: readonly string[] = [
  'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_OIDC_TOKEN_FILE with ALIBABA_CLOUD_ROLE_ARN',
  '~/.aliyun/config.json',
  '~/.alibabacloud/credentials',
  'the metadata of the ECS instance',
  'ALIBABA_CLOUD_CREDENTIALS_URI',
];

/** Whose login it is, besides what the environment says. */
export interface Who {
  /** A profile of `~/.aliyun/config.json`. */
  readonly profile?: string;
  /** The ARN of a RAM role that the login takes on. */
  readonly role?: string;
}

/** Finds the login for a request. */
export type FindLogin = (operation: RdsOperation) => ResultAsync<Login, RdsCallError>;

/**
 * Finds the login in the configuration, or else along the chain of `@alicloud/credentials`. After a failure the
 * chain is made anew: the official object stays on its last place.
 */
export function loginFinder(config: ClientConfig, who: Who = {}): FindLogin {
  const { profile, role } = who;
  const found = profile === undefined ? loginPlaces : [`profile ${profile} of ~/.aliyun/config.json`];
  const places = role === undefined ? found : [`role ${role}`, ...found];
  let chain: CredentialSource | undefined;

  const chainFor = (operation: RdsOperation): ResultAsync<() => CredentialSource, RdsCallError> => {
    const known = chain ?? config.credential;
    return known
      ? okAsync(() => known)
      : loadPackage(operation, '@alicloud/credentials', loadOfficial).map(
          (official) => () => officialChain(official, who),
        );
  };
  const credentialOf = ResultAsync.fromThrowable(
    async (makeChain: () => CredentialSource): Promise<Login> => (chain = makeChain()).getCredential(),
    (thrown): string => (thrown instanceof Error ? redact(thrown.message) : 'no reason was given'),
  );
  return (operation) =>
    config.accessKeyId && config.accessKeySecret
      ? okAsync(config)
      : chainFor(operation)
          .andThen((makeChain) =>
            credentialOf(makeChain).mapErr((message): RdsCallError => {
              chain = undefined;
              return { cause: 'no-login', operation, message, places };
            }),
          )
          .andThen((login) => complete(operation, login));
}

function complete(operation: RdsOperation, login: Login): Result<Login, RdsCallError> {
  if (login.accessKeyId && login.accessKeySecret) return ok(login);
  return err({ cause: 'no-login', operation, message: 'an access key is missing', places: loginPlaces });
}

const loadOfficial = (): Promise<Official> => import('@alicloud/credentials');

/** The default chain, or the login of a profile, whatever the environment has; taking on a role where there is one. */
function officialChain(official: Official, who: Who): CredentialSource {
  const Credential = defaultExport(official) as new (config?: null, provider?: object) => CredentialSource;
  const provider = providerOf(official, who);
  return provider ? new Credential(null, provider) : new Credential();
}

/** What of `@alicloud/credentials` is used. */
type Official = Pick<
  typeof import('@alicloud/credentials'),
  'CLIProfileCredentialsProvider' | 'DefaultCredentialsProvider' | 'RAMRoleARNCredentialsProvider'
> & { readonly default: unknown };

/** What `@alicloud/credentials` finds a login with; nothing where its default chain will do. */
export function providerOf(official: Official, { profile, role }: Who): OfficialProvider | undefined {
  if (profile === undefined && role === undefined) return undefined;
  const { CLIProfileCredentialsProvider, DefaultCredentialsProvider, RAMRoleARNCredentialsProvider } =
    official;
  const own =
    profile === undefined
      ? undefined
      : CLIProfileCredentialsProvider.builder().withProfileName(profile).build();
  if (role === undefined) return own;
  return RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(own ?? DefaultCredentialsProvider.builder().build())
    .withRoleArn(role)
    .withRoleSessionName('engine-upgrader')
    .build();
}

type OfficialProvider = InstanceType<
  Official['CLIProfileCredentialsProvider'] | Official['RAMRoleARNCredentialsProvider']
>;

/** The class of a CommonJS module, which Node shows as `default` or as `default.default`. */
export function defaultExport(module: { readonly default: unknown }): unknown {
  const first = module.default;
  return typeof first === 'object' && first !== null && 'default' in first ? first.default : first;
}
