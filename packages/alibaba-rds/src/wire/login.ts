import { redact } from '@engine-upgrader/core';
import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { RdsCallError, RdsOperation } from './api.ts';
import type { ClientConfig, CredentialSource, Login } from './client-config.ts';

/** Where `@alicloud/credentials` looks, in its order. */
export const loginPlaces: readonly string[] = [
  'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_OIDC_TOKEN_FILE with ALIBABA_CLOUD_ROLE_ARN',
  '~/.aliyun/config.json',
  '~/.alibabacloud/credentials',
  'the metadata of the ECS instance',
  'ALIBABA_CLOUD_CREDENTIALS_URI',
];

/** Finds the login for a request. */
export type FindLogin = (operation: RdsOperation) => ResultAsync<Login, RdsCallError>;

/**
 * Finds the login in the configuration, or else along the chain of `@alicloud/credentials`. After a failure the
 * chain is made anew: the official object stays on its last place.
 */
export function loginFinder(config: ClientConfig, profile?: string): FindLogin {
  let chain: CredentialSource | undefined;
  const find = ResultAsync.fromThrowable(
    async (): Promise<Login> => {
      if (config.accessKeyId && config.accessKeySecret) return config;
      chain ??= config.credential ?? (await (profile === undefined ? defaultChain() : profileLogin(profile)));
      return chain.getCredential();
    },
    (thrown): string => (thrown instanceof Error ? redact(thrown.message) : 'no reason was given'),
  );
  return (operation) =>
    find()
      .mapErr((message): RdsCallError => {
        chain = undefined;
        const places = profile === undefined ? loginPlaces : [`profile ${profile} of ~/.aliyun/config.json`];
        return { cause: 'no-login', operation, message, places };
      })
      .andThen((login) => complete(operation, login));
}

function complete(operation: RdsOperation, login: Login): Result<Login, RdsCallError> {
  if (login.accessKeyId && login.accessKeySecret) return ok(login);
  return err({ cause: 'no-login', operation, message: 'an access key is missing', places: loginPlaces });
}

async function defaultChain(): Promise<CredentialSource> {
  const Credential = defaultExport(await import('@alicloud/credentials')) as new () => CredentialSource;
  return new Credential();
}

/** The login of a profile, whatever the environment has. */
async function profileLogin(profile: string): Promise<CredentialSource> {
  const module = await import('@alicloud/credentials');
  const Credential = defaultExport(module) as new (config: null, provider: object) => CredentialSource;
  const { CLIProfileCredentialsProvider } = module;
  return new Credential(null, CLIProfileCredentialsProvider.builder().withProfileName(profile).build());
}

/** The class of a CommonJS module, which Node shows as `default` or as `default.default`. */
export function defaultExport(module: { readonly default: unknown }): unknown {
  const first = module.default;
  return typeof first === 'object' && first !== null && 'default' in first ? first.default : first;
}
