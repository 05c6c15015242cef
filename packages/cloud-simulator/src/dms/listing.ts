import { type FilterFields, applyFilters } from './filters.ts';
import type { Context } from './operation.ts';
import { optionalNumber, optionalString } from './parameters.ts';
import { invalidValue, notFound } from './refusal.ts';

/** How a describe lists. */
export interface Listing<T> {
  /** The response's field. */
  readonly field: string;
  /** What is listed, for messages. */
  readonly what: string;
  readonly filters?: FilterFields<T>;
  /** The largest page: 100, for table statistics 500 (SDK). */
  readonly largest?: number;
  /** How several filters combine where that is documented; else the switch says. */
  readonly combine?: 'and';
}

const prefix = 'page-';

function offsetOf(marker: string | undefined): number {
  if (marker === undefined || marker === '') return 0;
  const text = Buffer.from(marker, 'base64').toString('latin1');
  const offset = Number(text.slice(prefix.length));
  if (!text.startsWith(prefix) || !Number.isInteger(offset) || offset < 1) {
    throw invalidValue(`Invalid marker: ${marker}`);
  }
  return offset;
}

function markerOf(offset: number): string {
  return Buffer.from(prefix + String(offset), 'latin1').toString('base64');
}

/** One page: MaxRecords from 20 to the largest, 100 unless asked for; a Marker when there is more. */
export function page<T>(
  { parameters }: Context,
  items: readonly T[],
  { field, largest = 100 }: Listing<T>,
): object {
  const size = optionalNumber(parameters, 'MaxRecords') ?? 100;
  if (!Number.isInteger(size) || size < 20 || size > largest) {
    throw invalidValue(`MaxRecords must be between 20 and ${String(largest)}, it is ${String(size)}`);
  }
  const begin = offsetOf(optionalString(parameters, 'Marker'));
  const end = begin + size;
  if (begin === 0 && end >= items.length) return { [field]: items };
  const records = items.slice(begin, end);
  return end < items.length ? { Marker: markerOf(end), [field]: records } : { [field]: records };
}

/**
 * Filters and pages. No match of a filter is an error, not an empty list. A listing that misses an item
 * misses none that was asked for by its name.
 */
export function list<T>(context: Context, all: T[], listing: Listing<T>): object {
  const { filtersCombine, filterValuesAccepted } = context.world.switches;
  const { items, filtered, named } = applyFilters(
    all,
    context.parameters,
    listing.filters ?? {},
    listing.combine ?? filtersCombine,
    filterValuesAccepted,
  );
  if (filtered && items.length === 0) throw notFound(`No ${listing.what} found matching the filters.`);
  const { missing } = context.view;
  if (missing === undefined || named || items.length === 0) return page(context, items, listing);
  const missed = missing.integer(0, items.length - 1);
  return page(
    context,
    items.filter((_, index) => index !== missed),
    listing,
  );
}
