import { type InvalidInputError, invalidInput } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';

/** Names and values of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const forAll = 'AWS_ENDPOINT_URL';

/**
 * Where requests go when not to the region's own endpoint: a configured URL, else the service's variable, else the
 * variable for all services.
 *
 * @returns nothing where none is set; an `invalid-input` error for a text that is no endpoint, and for plain HTTP
 *   that is not loopback
 */
export function endpointFor(
  environment: Environment,
  configured?: string,
): Result<string | undefined, InvalidInputError> {
  if (configured) return parseEndpoint('endpoint', configured);
  return variableOf('AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE', environment);
}

/** Where sessions of roles are asked for when not at the region's own AWS STS: as {@link endpointFor}. */
export function sessionEndpointFor(environment: Environment): Result<string | undefined, InvalidInputError> {
  return variableOf('AWS_ENDPOINT_URL_STS', environment);
}

function variableOf(
  service: string,
  environment: Environment,
): Result<string | undefined, InvalidInputError> {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return ok(undefined);
  const name = [service, forAll].find((variable) => environment[variable]);
  return name === undefined ? ok(undefined) : parseEndpoint(name, environment[name] ?? '');
}

/** Whether a text can be a region's name. */
export function checkRegion(region: string): Result<string, InvalidInputError> {
  if (/^[a-z]{2,4}(?:-[a-z0-9]+){1,4}$/.test(region)) return ok(region);
  return err(invalidInput('region', `"${region.slice(0, 60)}" cannot be a region; right is us-east-1`));
}

function parseEndpoint(input: string, text: string): Result<string, InvalidInputError> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search;
  if (!usable)
    return err(invalidInput(input, `${input} is no endpoint; right is https://HOST or https://HOST:PORT`));
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    const message = `${input} is plain HTTP to ${url.hostname}; plain HTTP goes to loopback only, else use https://`;
    return err(invalidInput(input, message));
  }
  return ok(url.href);
}

/** Thrown in an official client's steps instead of sending. */
export class PlainHttpError extends Error {
  override readonly name = 'PlainHttpError';
}

/** Throws a {@link PlainHttpError} for a request, on its way out, that is plain HTTP to anywhere but loopback. */
export function checkHop(request: unknown): void {
  const { protocol, hostname } = (request ?? {}) as { protocol?: unknown; hostname?: unknown };
  if (protocol !== 'http:' || isLoopback(String(hostname))) return;
  throw new PlainHttpError(
    `the client’s endpoint is plain HTTP to ${String(hostname)}; plain HTTP goes to loopback only, else use https://`,
  );
}

/** A step of an official client in which a request on its way out is checked: see {@link checkHop}. */
export function checkedHop<Given extends { readonly request: unknown }, Sent>(
  next: (given: Given) => Sent,
): (given: Given) => Sent {
  return (given) => {
    checkHop(given.request);
    return next(given);
  };
}

/** Whether a host, as `URL` writes it, is this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
