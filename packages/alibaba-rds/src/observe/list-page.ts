import { err, ok, type Result, type ResultAsync } from 'neverthrow';
import type { RdsCallError } from '../wire/api.ts';
import { id, isBody } from '../wire/parse.ts';
import { type Read, type ReadFailure, readFailure } from './gated-api.ts';
import type { RdsInstance } from './instance.ts';
import { itemsOf, parseInstance } from './parse-instance.ts';
import type { InstanceParser } from './remembering-parser.ts';

const operation = 'DescribeDBInstances';

/** The most that a page can have (documentation). */
export const pageSize = 100;

/** More pages than any account has: a listing that goes on is no listing. */
export const mostPages = 1_000;

/** One page of a region's listing. */
export interface ListPage {
  readonly instances: readonly RdsInstance[];
  /** Entries that could not be read, by id, and why. */
  readonly unreadable: readonly { readonly instanceId: string; readonly failure: ReadFailure }[];
  /** How many entries the whole listing has, where the answer says so. */
  readonly total?: number;
  /** Entries of this page, readable or not. */
  readonly size: number;
}

/** Reads one page of a region's instances; `only` lists a single one. */
export function readPage(
  read: Read,
  region: string,
  pageNumber: number,
  only?: string,
  parse: InstanceParser = parseInstance,
): ResultAsync<ListPage, ReadFailure> {
  const parameters = {
    RegionId: region,
    PageSize: pageSize,
    PageNumber: pageNumber,
    InstanceLevel: 1 as const,
    ...(only === undefined ? {} : { DBInstanceId: only }),
  };
  return read(operation, region, parameters, region).andThen((body) =>
    toPage(region, body, parse).mapErr((call) => readFailure(call, region)),
  );
}

function toPage(region: string, body: unknown, parse: InstanceParser): Result<ListPage, RdsCallError> {
  return itemsOf(operation, body, 'DBInstance').andThen((items) => {
    const instances: RdsInstance[] = [];
    const unreadable: { instanceId: string; failure: ReadFailure }[] = [];
    for (const item of items) {
      const parsed = parse(operation, region, item);
      if (parsed.isOk()) {
        instances.push(parsed.value);
        continue;
      }
      const instanceId = idOf(item);
      if (instanceId === undefined) return err(parsed.error);
      unreadable.push({ instanceId, failure: readFailure(parsed.error, `${region}/${instanceId}`) });
    }
    const total = isBody(body) ? body['TotalRecordCount'] : undefined;
    return ok({
      instances,
      unreadable,
      size: items.length,
      ...(typeof total === 'number' && Number.isFinite(total) ? { total } : {}),
    });
  });
}

function idOf(item: unknown): string | undefined {
  const read = id.safeParse(isBody(item) ? item['DBInstanceId'] : undefined);
  return read.success ? read.data : undefined;
}
