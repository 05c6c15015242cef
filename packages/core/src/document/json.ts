import type { Json } from '../contract/facts.ts';

/** Whether a value is what JSON can have. */
export function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) {
    return value === null || typeof value === 'string' || typeof value === 'boolean';
  }
  return isPlain(value) && Object.values(value).every(isJson);
}

/** Whether an object is what JSON has: an array, or fields and nothing else. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
