import { err, ok, type Result } from 'neverthrow';
import { malformed } from '../wire/parse.ts';
import { type Read, type ReadFailure, readFailure } from './gated-api.ts';
import { type ListPage, mostPages, pageSize, readPage } from './list-page.ts';
import type { InstanceParser } from './remembering-parser.ts';

/** A page, and what is known of the pages after it. */
export interface ListedPage extends ListPage {
  /** Pages still to come: none at the end, at least one where the answer gives no total. */
  readonly remaining: number;
}

/**
 * A region's listing, page by page, to its end. A page that fails, or that repeats what was listed, ends it with
 * an error.
 */
export async function* listRegion(
  read: Read,
  region: string,
  parse?: InstanceParser,
): AsyncGenerator<Result<ListedPage, ReadFailure>, void> {
  const seen = new Set<string>();
  let listed = 0;
  for (let pageNumber = 1; pageNumber <= mostPages; pageNumber += 1) {
    const answer = await readPage(read, region, pageNumber, undefined, parse);
    if (answer.isErr()) {
      yield err(answer.error);
      return;
    }
    const page = answer.value;
    const known = seen.size;
    for (const { instanceId } of [...page.instances, ...page.unreadable]) seen.add(instanceId);
    if (page.size > 0 && seen.size === known) {
      yield err(endless(region));
      return;
    }
    listed += page.size;
    const remaining = remainingPages(page, listed);
    yield ok({ ...page, remaining });
    if (remaining === 0) return;
  }
  yield err(endless(region));
}

function remainingPages(page: ListPage, listed: number): number {
  if (page.size === 0) return 0;
  if (page.total !== undefined) return Math.max(0, Math.ceil((page.total - listed) / pageSize));
  return page.size < pageSize ? 0 : 1;
}

function endless(region: string): ReadFailure {
  return readFailure(malformed('DescribeDBInstances', 'PageNumber'), region);
}
