import { expect, it, vi } from 'vitest';
import { once } from './once.ts';

it('a value is made when it is first asked for, and never again', () => {
  const make = vi.fn(() => undefined);
  const value = once(make);
  expect(make).not.toHaveBeenCalled();
  expect([value(), value()]).toEqual([undefined, undefined]);
  expect(make).toHaveBeenCalledTimes(1);
});
