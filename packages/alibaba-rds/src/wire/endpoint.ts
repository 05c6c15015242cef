import { type InvalidInputError, invalidInput } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';

/** Where requests for a region go. */
export interface Endpoint {
  /** Host, and port where it is not the protocol's own. */
  readonly host: string;
  readonly protocol: 'HTTP' | 'HTTPS';
}

/** Names and values of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Regions that the central endpoint serves (the documentation's list of endpoints). */
const centralRegions: ReadonlySet<string> = new Set([
  'cn-beijing',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-qingdao',
  'cn-heyuan',
  'cn-hongkong',
  'ap-southeast-1',
  'us-east-1',
  'us-west-1',
]);

const everyRegion = 'ALIBABA_CLOUD_RDS_ENDPOINT';

/** The variable that overrides one region's endpoint: `ALIBABA_CLOUD_RDS_ENDPOINT_CN_SHANGHAI`. */
function endpointVariable(region: string): string {
  return `${everyRegion}_${region.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Where requests for a region go: a configured endpoint, else the region's variable, else the variable for all
 * regions, else the documented endpoint.
 *
 * @param configured an endpoint with or without a scheme
 * @returns an `invalid-input` error for a text that is no endpoint, and for plain HTTP that is not loopback
 */
export function endpointFor(
  region: string,
  environment: Environment,
  configured?: string,
): Result<Endpoint, InvalidInputError> {
  if (!/^[a-z0-9-]{1,40}$/.test(region)) {
    return err(invalidInput('region', `"${region.slice(0, 60)}" cannot be a region; right is cn-hangzhou`));
  }
  if (configured) return parseEndpoint('endpoint', configured);
  for (const name of [endpointVariable(region), everyRegion]) {
    const value = environment[name];
    if (value) return parseEndpoint(name, value);
  }
  const host = centralRegions.has(region) ? 'rds.aliyuncs.com' : `rds.${region}.aliyuncs.com`;
  return ok({ host, protocol: 'HTTPS' });
}

function parseEndpoint(input: string, text: string): Result<Endpoint, InvalidInputError> {
  const hasScheme = text.includes('://');
  const address = hasScheme ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const right = 'right is HOST, HOST:PORT or https://HOST';
  const onlyHost = url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (!onlyHost || !/^https?:$/.test(url.protocol) || !url.hostname) {
    return err(invalidInput(input, `${input} is no endpoint; ${right}`));
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    const message = `${input} is plain HTTP to ${url.hostname}; plain HTTP goes to loopback only, else use https://`;
    return err(invalidInput(input, message));
  }
  return ok({ host: url.host, protocol: url.protocol === 'http:' ? 'HTTP' : 'HTTPS' });
}

const loginAddress = 'ALIBABA_CLOUD_CREDENTIALS_URI';

/** Refuses a place that hands out logins over plain HTTP, unless it is on this machine. */
export function checkLoginAddress(environment: Environment): Result<void, InvalidInputError> {
  const text = environment[loginAddress];
  const url = text && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || isLoopback(url.hostname)) return ok(undefined);
  const message = `${loginAddress} is plain HTTP to ${url.hostname}; plain HTTP goes to loopback only, else use https://`;
  return err(invalidInput(loginAddress, message));
}

/** Whether a host, as `URL` writes it, is this machine: 127.0.0.0/8, ::1 or localhost. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
