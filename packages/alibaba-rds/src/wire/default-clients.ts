import { ok, Result } from 'neverthrow';
import type { RdsCallError } from './api.ts';
import type { ClientConfig, Login } from './client-config.ts';
import { checkLoginAddress, type Endpoint, endpointFor, type Environment } from './endpoint.ts';
import type { ClientSource } from './generic-api.ts';
import type { GenericClient } from './generic-client.ts';
import { loadPackage } from './load-package.ts';
import { defaultExport, loginFinder, type Who } from './login.ts';
import { thrownError } from './thrown.ts';

/**
 * Clients of `@alicloud/openapi-client`, the lightest official one. Nothing of it is loaded before the first call.
 */
export function defaultClients(config: ClientConfig, environment: Environment, who: Who = {}): ClientSource {
  const findLogin = loginFinder(config, who);
  return (operation, region) =>
    endpointFor(region, environment, configuredEndpoint(config, region))
      .andThen((endpoint) =>
        hasLogin(config) ? ok(endpoint) : checkLoginAddress(environment).map(() => endpoint),
      )
      .mapErr((error) => ({
        cause: 'invalid' as const,
        operation,
        message: error.message,
        field: error.input,
      }))
      .asyncAndThen((endpoint) =>
        findLogin(operation).andThen((login) =>
          loadPackage(
            operation,
            '@alicloud/openapi-client',
            () => import('@alicloud/openapi-client'),
          ).andThen(
            Result.fromThrowable(
              (official) => makeClient(defaultExport(official) as ClientClass, config, endpoint, login),
              (thrown): RdsCallError => ({ ...thrownError(operation, thrown), cause: 'not-sent' }),
            ),
          ),
        ),
      );
}

function hasLogin({ accessKeyId, accessKeySecret, credential }: ClientConfig): boolean {
  return Boolean(credential ?? (accessKeyId && accessKeySecret));
}

function configuredEndpoint(config: ClientConfig, region: string): string | undefined {
  const { endpoint, protocol, regionId } = config;
  if (!endpoint || (regionId && regionId !== region)) return undefined;
  if (endpoint.includes('://')) return endpoint;
  return `${protocol?.toLowerCase() === 'http' ? 'http' : 'https'}://${endpoint}`;
}

/** What the constructor of `@alicloud/openapi-client` takes. */
type ClientClass = new (config: object) => GenericClient;

function makeClient(
  Client: ClientClass,
  config: ClientConfig,
  endpoint: Endpoint,
  login: Login,
): GenericClient {
  const { httpProxy, httpsProxy, noProxy, userAgent, key, cert, ca } = config;
  const { accessKeyId, accessKeySecret, securityToken } = login;
  const { host, protocol } = endpoint;
  const own = { endpoint: host, protocol, accessKeyId, accessKeySecret, securityToken };
  return new Client({ ...own, httpProxy, httpsProxy, noProxy, userAgent, key, cert, ca });
}
