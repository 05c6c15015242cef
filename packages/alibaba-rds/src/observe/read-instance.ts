import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { RdsCallError } from '../wire/api.ts';
import { codeClass } from '../wire/code-class.ts';
import { malformed } from '../wire/parse.ts';
import { type Read, type ReadFailure, readFailure } from './gated-api.ts';
import { instanceUrl, type RdsInstance } from './instance.ts';
import { isElsewhere, itemsOf, parseInstance } from './parse-instance.ts';

const operation = 'DescribeDBInstanceAttribute';

/** Reads one instance whole. One that the cloud does not know is `absent`. */
export function readInstance(
  read: Read,
  region: string,
  instanceId: string,
): ResultAsync<RdsInstance | 'absent', ReadFailure> {
  const subject = instanceUrl({ region, instanceId });
  const answer = async (): Promise<Result<RdsInstance | 'absent', ReadFailure>> => {
    const body = await read(operation, region, { DBInstanceId: instanceId }, subject);
    if (body.isErr()) return isNotFound(body.error) ? ok('absent') : err(body.error);
    return itemsOf(operation, body.value, 'DBInstanceAttribute')
      .andThen((items) => theOne(items, region, instanceId))
      .mapErr((call) => readFailure(call, subject));
  };
  return new ResultAsync(answer());
}

/** Whether the cloud said that there is no such instance. */
export function isNotFound(failure: ReadFailure): boolean {
  const { call } = failure;
  return call?.cause === 'refused' && codeClass(call.code ?? '') === 'not-found';
}

function theOne(
  items: readonly unknown[],
  region: string,
  instanceId: string,
): Result<RdsInstance | 'absent', RdsCallError> {
  const [item] = items;
  // One endpoint can serve several regions: what lives in another one is not what the reference names.
  if (item === undefined) return ok('absent');
  return isElsewhere(operation, item, region).andThen(
    (elsewhere): Result<RdsInstance | 'absent', RdsCallError> =>
      elsewhere ? ok('absent') : parseInstance(operation, region, item).andThen(named(instanceId)),
  );
}

function named(instanceId: string) {
  return (instance: RdsInstance): Result<RdsInstance, RdsCallError> =>
    instance.instanceId === instanceId ? ok(instance) : err(malformed(operation, 'DBInstanceId'));
}
