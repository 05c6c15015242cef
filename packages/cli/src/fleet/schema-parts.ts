import type { JsonSchema } from './json-schema.ts';

/** A text that is not empty. */
export const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description });
/** A list of texts. */
export const texts = (description: string): JsonSchema => ({
  type: 'array',
  items: text(`one of ${description}`),
  description,
});
/** An object that has no other keys than these. */
export const strict = (
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});

/** A length of time. */
export const duration: JsonSchema = {
  type: 'string',
  pattern: String.raw`^\d{1,9}(\.\d{1,3})?(ms|s|m|h|d)$`,
  description: 'a length of time such as 30s, 30m, 2h or 1d',
};
/** A date or a point in time. */
export const date: JsonSchema = {
  type: 'string',
  pattern: String.raw`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$`,
  description: 'a date such as 2027-01-01, or a time such as 2027-01-01T06:00Z',
};
/** Tags. */
export const tags: JsonSchema = {
  type: 'object',
  additionalProperties: { type: 'string', description: 'the text of a tag' },
  description: 'tags by their keys, such as {"stage": "test"}',
};

/** A number of instances, or a part of them. */
export const share = (least: 0 | 1): JsonSchema => ({
  anyOf: [
    { type: 'integer', minimum: least },
    {
      type: 'string',
      pattern: String.raw`^(100(\.0+)?|${least === 0 ? String.raw`\d` : '[1-9]'}\d?(\.\d+)?)%$`,
    },
  ],
  description: `a whole number from ${least}, or a part such as "10%", from ${least}% to 100%`,
});
