import { optionalRecords, optionalStrings, requiredString } from './parameters.ts';
import type { Parameters } from './parameters.ts';
import { invalidValue } from './refusal.ts';

/** A filter that a describe knows. */
export interface FilterField<T> {
  /** What is compared; several values match if any does. */
  value(item: T): string | readonly string[] | undefined;
  /** Whether a value has the form it must have. */
  isWellFormed?(value: string): boolean;
  /** It names single resources: who asks with it, asks for this one and for no list. */
  readonly names?: boolean;
}

export type FilterFields<T> = Readonly<Record<string, FilterField<T>>>;

interface Given<T> {
  readonly field: FilterField<T>;
  readonly values: ReadonlySet<string>;
}

function read<T>(parameters: Parameters, fields: FilterFields<T>, valuesAccepted: number): Given<T>[] {
  return (optionalRecords(parameters, 'Filters') ?? []).map((filter) => {
    const name = requiredString(filter, 'Name');
    const values = optionalStrings(filter, 'Values') ?? [];
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw invalidValue(`Unrecognized filter name: ${name}`);
    if (values.length === 0) throw invalidValue(`The filter ${name} must have at least one value`);
    if (values.length > valuesAccepted) {
      throw invalidValue(`The filter ${name} accepts at most ${String(valuesAccepted)} values`);
    }
    const malformed = values.find((value) => field.isWellFormed?.(value) === false);
    if (malformed !== undefined) throw invalidValue(`Invalid value for ${name}: ${malformed}`);
    return { field, values: new Set(values) };
  });
}

function matches<T>({ field, values }: Given<T>, item: T): boolean {
  const value = field.value(item);
  if (value === undefined) return false;
  return typeof value === 'string' ? values.has(value) : value.some((each) => values.has(each));
}

/** What passes a request's filters. */
export interface Filtered<T> {
  readonly items: T[];
  /** Whether there was a filter at all. */
  readonly filtered: boolean;
  /** Whether single resources were asked for by name. */
  readonly named: boolean;
}

/** Applies the request's `Filters`; several are combined as `combine` says. */
export function applyFilters<T>(
  items: T[],
  parameters: Parameters,
  fields: FilterFields<T>,
  combine: 'and' | 'or',
  valuesAccepted: number,
): Filtered<T> {
  if (parameters['Filters'] === undefined) return { items, filtered: false, named: false };
  const given = read(parameters, fields, valuesAccepted);
  if (given.length === 0) return { items, filtered: false, named: false };
  const passes = (item: T): boolean =>
    combine === 'and'
      ? given.every((filter) => matches(filter, item))
      : given.some((filter) => matches(filter, item));
  return {
    items: items.filter(passes),
    filtered: true,
    named: given.some(({ field, values }) => field.names === true && values.size === 1),
  };
}
