/** A place inside a JSON value: the keys and indexes that lead to it. */
export type Place = readonly (string | number)[];

/** Every place inside a value, the value itself apart. */
export function placesOf(value: unknown, here: Place = []): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, item]) => {
    const place = [...here, key];
    return [place, ...placesOf(item, place)];
  });
}

/** What is at a place. */
export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((inside, key) => (inside as Record<string | number, unknown>)[key], value);
}

/** A copy of a value in which a place holds something else; `undefined` takes it away. */
export function replaced(value: unknown, [key, ...rest]: Place, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    const items: unknown[] = [...value];
    const item = replaced(items[Number(key)], rest, replacement);
    return item === undefined ? items.toSpliced(Number(key), 1) : items.with(Number(key), item);
  }
  const fields: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  const field = replaced(fields[key], rest, replacement);
  if (field === undefined) delete fields[key];
  else fields[key] = field;
  return fields;
}

/** The field that a place is in, without indexes: `Items.DBInstance.Engine`. */
export function fieldOf(place: Place): string {
  return place.filter((key) => typeof key === 'string').join('.');
}
