import { type InstanceRef, invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, errAsync, ok, okAsync, ResultAsync } from 'neverthrow';
import { createDmsApi } from './create-driver.ts';
import { listInstances } from './observe/listing-instances.ts';
import { gatedReads } from './observe/gated-api.ts';
import type { AwsDmsOptions } from './options.ts';

const shape = /^arn:aws[a-z-]*:dms:([a-z0-9-]+):\d{12}:rep:[A-Za-z0-9-]{1,255}$/;

/** Whether a text is the ARN of a replication instance. */
export function isInstanceArn(text: string): boolean {
  return shape.test(text);
}

/**
 * Finds the reference of a replication instance by its ARN, with one read: the last part of an ARN is not the
 * instance's identifier.
 *
 * @returns the reference; `invalid-input` for a text that is no such ARN, `not-found` where there is no such instance
 */
export function referenceOfArn(
  arn: string,
  options: AwsDmsOptions = {},
): ResultAsync<InstanceRef, UpgradeError> {
  const region = shape.exec(arn)?.[1];
  if (region === undefined) {
    const right = 'right is arn:aws:dms:REGION:ACCOUNT:rep:ID';
    return errAsync(
      invalidInput('reference', `"${arn.slice(0, 200)}" is no ARN of a replication instance; ${right}`),
    );
  }
  const read = gatedReads(createDmsApi(options), { gate: () => okAsync(undefined), now: () => 0 });
  return new ResultAsync(
    (async () => {
      for await (const page of listInstances(read, region, {
        Name: 'replication-instance-arn',
        Values: [arn],
      })) {
        if (page.isErr()) return err(page.error.error);
        const found = page.value.find((instance) => instance.arn === arn);
        if (found) return ok({ provider: 'aws-dms', region, id: found.instanceId });
      }
      const message = `the cloud knows no replication instance ${arn}; check it, and whose login is used. Nothing was changed`;
      return err<never, UpgradeError>({ kind: 'not-found', reference: arn, message });
    })(),
  );
}
