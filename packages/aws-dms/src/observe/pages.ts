import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { DmsCallError, DmsInputs, DmsOperation, PageInput } from '../wire/api.ts';
import { malformed, optionalText, parseBody } from '../wire/parse.ts';
import { isNotFound, type Read, type ReadFailure, readFailure } from './gated-api.ts';

/** The most that a page of most describes can have (SDK). */
export const pageSize = 100;

/** More pages than any region's quotas allow: a listing that goes on is no listing. */
const mostPages = 500;

/** A describe call that has pages. */
export type PagedOperation = {
  readonly [O in DmsOperation]: DmsInputs[O] extends Omit<PageInput, 'Filters'> ? O : never;
}[DmsOperation];

/** What is listed: which answer's field has the items, and how each is read. */
export interface Listed<T> {
  readonly operation: PagedOperation;
  readonly field: string;
  readonly region: string;
  /** What it is about, for errors. */
  readonly subject: string;
  parse(item: unknown): Result<T, DmsCallError>;
}

/**
 * Reads a listing page by page to its end. An answer that says "not found" is an empty page: a filter without a
 * match. A page that fails, cannot be read, or repeats its marker ends it with an error.
 *
 * @param page reads one page
 */
export async function* pages<T>(
  listed: Listed<T>,
  page: (marker: { readonly Marker?: string }) => ReturnType<Read>,
): AsyncGenerator<Result<readonly T[], ReadFailure>, void> {
  const markers = new Set<string>();
  let marker: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const answer = await page(marker === undefined ? {} : { Marker: marker });
    if (answer.isErr()) {
      yield isNotFound(answer.error) ? ok([]) : err(answer.error);
      return;
    }
    const read = readPage(listed, answer.value);
    if (read.isErr()) {
      yield err(readFailure(read.error, listed.subject));
      return;
    }
    yield ok(read.value.items);
    marker = read.value.marker;
    if (marker === undefined) return;
    if (markers.has(marker)) break;
    markers.add(marker);
  }
  yield err(readFailure(malformed(listed.operation, 'Marker'), listed.subject));
}

/** A whole listing in one. */
export async function everyPage<T>(
  listed: Listed<T>,
  page: (marker: { readonly Marker?: string }) => ReturnType<Read>,
): Promise<Result<readonly T[], ReadFailure>> {
  const items: T[] = [];
  for await (const answer of pages(listed, page)) {
    if (answer.isErr()) return err(answer.error);
    items.push(...answer.value);
  }
  return ok(items);
}

interface Page<T> {
  readonly items: readonly T[];
  readonly marker: string | undefined;
}

const pageSchema = z.looseObject({ Marker: optionalText });

function readPage<T>(listed: Listed<T>, body: unknown): Result<Page<T>, DmsCallError> {
  return parseBody(listed.operation, body, pageSchema).andThen((fields) => {
    const found = fields[listed.field];
    const { Marker: marker } = fields;
    if (!Array.isArray(found)) return err(malformed(listed.operation, listed.field, body));
    const items: T[] = [];
    for (const item of found) {
      const parsed = listed.parse(item);
      if (parsed.isErr()) return err(parsed.error);
      items.push(parsed.value);
    }
    return ok({ items, marker });
  });
}
