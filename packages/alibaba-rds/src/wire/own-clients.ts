import { invalidInput, type InvalidInputError } from '@engine-upgrader/core';
import { err, ok, Result } from 'neverthrow';
import type { RdsCallError, RdsOperation } from './api.ts';
import { endpointFor } from './endpoint.ts';
import type { ClientSource } from './generic-api.ts';
import type { GenericClient } from './generic-client.ts';
import { thrownError } from './thrown.ts';

/**
 * A caller's own clients of `@alicloud/rds20140815`. The generic call under their typed methods is used, since those
 * lose the error code of a 200 and the whole answer where one field is odd.
 *
 * A client with retries on, for another region, or for plain HTTP that is not loopback is refused: nothing is sent.
 */
export function ownClients(own: GenericClient | ((region: string) => GenericClient)): ClientSource {
  return (operation, region) => {
    const made = Result.fromThrowable(
      () => (typeof own === 'function' ? own(region) : own),
      (thrown): RdsCallError => ({ ...thrownError(operation, thrown), cause: 'not-sent' }),
    )();
    return made
      .andThen((client) => usable(client, region).mapErr((error) => unusable(operation, error)))
      .asyncMap((client) => Promise.resolve(client));
  };
}

/** Fields that the official clients keep of their `Config`. */
interface KeptConfig {
  readonly _retryOptions?: unknown;
  readonly _regionId?: unknown;
  readonly _endpoint?: unknown;
  readonly _protocol?: unknown;
}

function usable(client: GenericClient, region: string): Result<GenericClient, InvalidInputError> {
  const { _retryOptions, _regionId, _endpoint, _protocol } = client as GenericClient & KeptConfig;
  if (isOn(_retryOptions)) {
    return err(invalidInput('client', 'the client retries by itself; make it without retryOptions'));
  }
  if (typeof _regionId === 'string' && _regionId !== '' && _regionId !== region) {
    return err(
      invalidInput('client', `the client is for ${_regionId}, not ${region}; give a function of the region`),
    );
  }
  if (typeof _endpoint !== 'string' || String(_protocol).toLowerCase() !== 'http') return ok(client);
  return endpointFor(region, {}, `http://${_endpoint}`).map(() => client);
}

function isOn(retryOptions: unknown): boolean {
  return typeof retryOptions === 'object' && retryOptions !== null && 'retryable' in retryOptions
    ? retryOptions.retryable === true
    : false;
}

function unusable(operation: RdsOperation, error: InvalidInputError): RdsCallError {
  return { cause: 'invalid', operation, message: error.message, field: error.input };
}
