import { type OperationContext, parameter } from './operation.ts';
import { type RdsRefusal, refuse } from './refusal.ts';

/** A page that was asked for by its number, counted from 1. */
export interface Page {
  number: number;
  size: number;
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** Reads PageNumber and PageSize within the limits of an operation. */
export function requestedPage(
  context: OperationContext,
  limits: { least: number; most: number; usual: number },
): Page | { refusal: RdsRefusal } {
  const number = wholeNumber(parameter(context, 'PageNumber') ?? '1');
  const size = wholeNumber(parameter(context, 'PageSize') ?? String(limits.usual));
  if (!(number >= 1)) return { refusal: refuse('InvalidPageNumber.Malformed') };
  if (!(size >= limits.least && size <= limits.most)) {
    return { refusal: refuse('InvalidPageSize.Malformed') };
  }
  return { number, size };
}

/** The items on a page. */
export function onPage<T>(items: readonly T[], page: Page): T[] {
  return items.slice((page.number - 1) * page.size, page.number * page.size);
}

/** Leaves out one item where the listing is to miss one. */
export function withMissing<T>(items: T[], context: OperationContext): T[] {
  if (context.missing === undefined || items.length === 0) return items;
  const left = context.missing.integer(0, items.length - 1);
  return items.filter((_, index) => index !== left);
}
