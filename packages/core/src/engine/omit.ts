/** The object without some of its keys: an absent field is left out, never set to undefined. */
export function omit<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  if (!keys.some((key) => key in value)) return value;
  // Built anew: deleting from a copy would make it a slow object.
  const kept: Partial<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) {
    if (!(keys as readonly (keyof T)[]).includes(key)) kept[key] = value[key];
  }
  return kept as Omit<T, K>;
}
