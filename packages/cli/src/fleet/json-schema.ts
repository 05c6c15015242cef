import { nearest } from './nearest.ts';

/**
 * The part of JSON Schema that is used here. A `description` says what a value has to be, as in "right is …": it is
 * shown to who writes a file in an editor, and in the error when a value is another.
 */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: false | JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly (string | boolean)[];
  readonly anyOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** The first thing in which a value is not as its schema says, in one line; `undefined` where it is. Pure. */
export function faultIn(value: unknown, schema: JsonSchema, path = ''): string | undefined {
  if (schema.anyOf) return faultInChoice(value, schema, path);
  if (!isOfType(value, schema) || !isWithin(value, schema)) return wrong(value, schema, path);
  if (Array.isArray(value)) return faultInItems(value, schema, path);
  return isObject(value) ? faultInKeys(value, schema, path) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, { type }: JsonSchema): boolean {
  if (type === undefined) return true;
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
  }
}

function isWithin(value: unknown, schema: JsonSchema): boolean {
  const {
    enum: choices,
    pattern,
    minimum,
    maximum,
    minLength = 0,
    maxLength = Number.POSITIVE_INFINITY,
  } = schema;
  if (choices && !choices.some((choice) => choice === value)) return false;
  if (typeof value === 'number') {
    return value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);
  }
  if (Array.isArray(value)) {
    const distinct =
      !schema.uniqueItems || new Set(value.map((item) => JSON.stringify(item))).size === value.length;
    return value.length >= (schema.minItems ?? 0) && distinct;
  }
  if (typeof value !== 'string') return true;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return false;
  return value.length >= minLength && value.length <= maxLength;
}

/** Of several forms the one that is meant is the one of the value's type: its fault says more. */
function faultInChoice(value: unknown, schema: JsonSchema, path: string): string | undefined {
  const choices = schema.anyOf ?? [];
  if (choices.some((choice) => faultIn(value, choice, path) === undefined)) return undefined;
  const meant = isObject(value) ? choices.find(({ type }) => type === 'object') : undefined;
  return meant ? faultIn(value, meant, path) : wrong(value, schema, path);
}

function faultInItems(value: readonly unknown[], { items }: JsonSchema, path: string): string | undefined {
  if (!items) return undefined;
  for (const [index, item] of value.entries()) {
    const fault = faultIn(item, items, `${path}[${index}]`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInKeys(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, additionalProperties, required = [] }: JsonSchema,
  path: string,
): string | undefined {
  for (const [key, item] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (schema === false) return unknownKey(key, Object.keys(properties), path);
    const fault = schema && faultIn(item, schema, within(path, key));
    if (fault !== undefined) return fault;
  }
  const missing = required.find((key) => !Object.hasOwn(value, key));
  if (missing === undefined) return undefined;
  return `${within(path, missing)} is missing${right(properties[missing])}`;
}

function within(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function unknownKey(key: string, known: readonly string[], path: string): string {
  const meant = nearest(key, known);
  const hint = meant === undefined ? `right is one of ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `"${within(path, key.slice(0, 80))}" is no key that is known; ${hint}`;
}

function wrong(value: unknown, schema: JsonSchema, path: string): string {
  const shown = JSON.stringify(value)?.slice(0, 80) ?? String(value);
  return `${path === '' ? 'this' : path} cannot be ${shown}${right(schema)}`;
}

function right(schema: JsonSchema | undefined): string {
  const words = schema?.enum?.map(String).join(', ') ?? schema?.description;
  return words === undefined ? '' : `; right is ${words}`;
}
