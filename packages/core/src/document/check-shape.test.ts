import { err, ok } from 'neverthrow';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { checkShape } from './check-shape.ts';

const shape = z.strictObject({ name: z.string().check(z.maxLength(3)), tasks: z.array(z.number()) });

describe('a value of the shape', () => {
  test('is taken', () => {
    expect(checkShape(shape, { name: 'a', tasks: [1] })).toEqual(ok({ name: 'a', tasks: [1] }));
  });
});

describe('a value of another shape is refused with the first field that is wrong, and what would be right', () => {
  test.each([
    [{ name: 7, tasks: [] }, 'name', 'Invalid input: expected string, received number'],
    [{ name: 'abcd', tasks: [] }, 'name', 'Too big: expected string to have <=3 characters'],
    [{ name: 'a', tasks: [1, 'b'] }, 'tasks.1', 'Invalid input: expected number, received string'],
    [{ name: 'a', tasks: [], more: 1 }, '', 'Unrecognized key: "more"'],
    [undefined, '', 'Invalid input: expected object, received undefined'],
  ])('%j', (value, field, message) => {
    expect(checkShape(shape, value)).toEqual(err({ field, message }));
  });
});
