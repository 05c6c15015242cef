/** Randomness that comes from a seed: the same seed gives the same numbers. */
export interface Random {
  /** The next number, from 0 up to but not including 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with probability `probability`. */
  chance(probability: number): boolean;
  /** One of the items. Throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T;
  /** A stream of its own, decided by this one's seed and the name alone, however much was drawn here. */
  fork(name: string): Random;
  /** `length` hexadecimal digits in lower case. */
  hex(length: number): string;
}

/** FNV-1a: spreads a seed's text over 32 bits. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 16_777_619);
  }
  return value >>> 0;
}

/** All bytes in hexadecimal. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** sfc32: small, fast, and without visible patterns. Returns whole numbers of 32 bits. */
function generator(seed: string): () => number {
  let a = hash(seed, 2_166_136_261);
  let b = hash(seed, 0x9e37_79b9);
  let c = hash(seed, 0x85eb_ca6b);
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

/**
 * A seeded source of randomness.
 *
 * @example
 * ```ts
 * const random = seededRandom(42);
 * const duration = random.fork('durations').integer(60_000, 90_000);
 * ```
 */
export function seededRandom(seed: number | string): Random {
  const draw = generator(String(seed));
  const next = (): number => draw() / 4_294_967_296;
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick needs at least one item');
      return items[integer(0, items.length - 1)] as (typeof items)[number];
    },
    fork: (name) => seededRandom(`${String(seed)}/${name}`),
    hex: (length) => {
      let text = '';
      while (text.length < length) {
        const drawn = draw();
        for (let shift = 24; shift >= 0; shift -= 8) text += bytes[(drawn >>> shift) & 255];
      }
      return text.slice(0, length);
    },
  };
}
