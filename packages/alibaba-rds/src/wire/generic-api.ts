import type { Milliseconds } from '@engine-upgrader/core';
import { err, ok, type Result, ResultAsync } from 'neverthrow';
import { answerBody } from './answer.ts';
import type { AnswerBody, RdsApi, RdsCallError, RdsOperation } from './api.ts';
import { connections } from './connections.ts';
import { late, within } from './deadline.ts';
import { callParams, type GenericClient } from './generic-client.ts';
import { loginPlaces } from './login.ts';
import { thrownError } from './thrown.ts';

/** Has the client for a region ready to sign, or says why there is none; nothing has been sent then. */
export type ClientSource = (
  operation: RdsOperation,
  region: string,
) => ResultAsync<GenericClient, RdsCallError>;

/** Limits of the port. */
export interface GenericApiSettings {
  /** Milliseconds for a call, the finding of the login included. */
  readonly callTimeout: Milliseconds;
  readonly connections: number;
}

/**
 * The port over any official client's generic call: one request a call, no retry, no redirect.
 *
 * A read waits for a free place; a mutating call is sent at once or not at all, since it may be sent only for so
 * long. A quarter of the time is for the login; nothing is sent after it.
 */
export function genericApi(source: ClientSource, settings: GenericApiSettings): RdsApi {
  const places = connections(settings.connections);
  const call = async (
    operation: RdsOperation,
    region: string,
    query: Record<string, string>,
  ): Promise<Result<AnswerBody, RdsCallError>> => {
    if (/^(?:Describe|List)/.test(operation)) await places.enter();
    else if (!places.tryEnter()) return err(notSent(operation, 'no connection is free'));
    try {
      return await oneRequest(source, settings.callTimeout, operation, region, query);
    } finally {
      places.leave();
    }
  };
  return {
    call: (operation, region, parameters) => new ResultAsync(call(operation, region, toQuery(parameters))),
  };
}

async function oneRequest(
  source: ClientSource,
  callTimeout: Milliseconds,
  operation: RdsOperation,
  region: string,
  query: Record<string, string>,
): Promise<Result<AnswerBody, RdsCallError>> {
  const loginTime = Math.floor(callTimeout / 4);
  const timeout = callTimeout - loginTime;
  const client = await within(loginTime, source(operation, region).match<SourceAnswer>(hasClient, hasError));
  if (client === late) {
    return err({ cause: 'no-login', operation, message: `none within ${loginTime} ms`, places: loginPlaces });
  }
  if ('error' in client) return err(client.error);
  const request = ResultAsync.fromThrowable(
    () =>
      client.client.callApi(
        callParams(operation),
        { query },
        { autoretry: false, maxAttempts: 1, readTimeout: timeout, connectTimeout: timeout },
      ),
    (thrown) => thrownError(operation, thrown),
  );
  const answer = await within(
    timeout,
    request().match<Result<unknown, RdsCallError>>(
      (value) => ok(value),
      (error) => err(error),
    ),
  );
  if (answer === late)
    return err({ cause: 'transport', operation, message: `no answer within ${timeout} ms` });
  return answer.andThen((returned) => answerBody(operation, returned));
}

type SourceAnswer = { readonly client: GenericClient } | { readonly error: RdsCallError };
const hasClient = (client: GenericClient): SourceAnswer => ({ client });
const hasError = (error: RdsCallError): SourceAnswer => ({ error });

function notSent(operation: RdsOperation, message: string): RdsCallError {
  return { cause: 'not-sent', operation, message };
}

function toQuery(parameters: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
