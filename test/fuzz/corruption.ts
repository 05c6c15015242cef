import { gzipSync } from 'node:zlib';
import type { Random } from '@engine-upgrader/cloud-simulator';
import { fieldOf, type Place, placesOf, replaced, valueAt } from './json-places.ts';
import type { WireAnswer } from './loopback.ts';

/** How a cloud's protocol words an error. */
export interface ErrorForm {
  /** A body that carries an error code. */
  errorBody(code: unknown, message: unknown): object;
  /** Codes of its own. */
  readonly codes: readonly string[];
}

/** An answer that is not as it should be. */
export interface Corruption {
  readonly name: string;
  /** No reader can take it for an answer of the operation. */
  readonly hopeless: boolean;
  /** The field that is not as it should be, where it is one. */
  readonly field?: string;
  /** It is gone, or of a type that cannot stand for it. */
  readonly fieldIsLost?: boolean;
  /** The error code inside. */
  readonly code?: string;
  readonly answer: WireAnswer;
}

type Maker = (random: Random, valid: unknown, form: ErrorForm) => Corruption;

const json = { 'content-type': 'application/json' };
const html = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const notes = [
  '',
  'no',
  'line one\nline two\u001b[31m',
  'password=hunter2-hunter2',
  'ü😀',
  'x'.repeat(5_000),
];

function hopeless(name: string, answer: Partial<WireAnswer>, code?: string): Corruption {
  const whole = { status: 200, headers: json, body: '', ...answer };
  return { name, hopeless: true, answer: whole, ...(code === undefined ? {} : { code }) };
}

function bytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

function inventedCode(random: Random): string {
  const words = ['Quota', 'Lock', 'Zone', 'Order', 'Weird', 'Pay'];
  return `${random.pick(words)}${random.pick(['', '.', '_'])}${random.pick(words)}${random.hex(3)}`;
}

function refusal(status: (random: Random) => number): Maker {
  return (random, _valid, form) => {
    const code = random.chance(0.5) ? random.pick(form.codes) : inventedCode(random);
    const body = JSON.stringify(form.errorBody(code, random.pick([...notes, 7, null, {}])));
    return hopeless(`code ${code}`, { status: status(random), body }, code);
  };
}

const errorStatuses = [400, 403, 404, 409, 418, 429, 500, 502, 503, 599];

const wholeAnswers: readonly Maker[] = [
  (random) =>
    hopeless('HTML', {
      status: random.pick([200, ...errorStatuses]),
      headers: { 'content-type': 'text/html' },
      body: html,
    }),
  (random) => hopeless('HTML said to be JSON', { status: random.pick([200, 502]), body: html }),
  (random) => hopeless('nothing', { status: random.pick([200, 204, ...errorStatuses]) }),
  (random) =>
    hopeless('bytes that are no text', {
      status: random.pick([200, 500]),
      body: bytes(random, random.integer(1, 400)),
    }),
  (random, valid) => {
    const text = JSON.stringify(valid);
    return hopeless('JSON cut short', { body: text.slice(0, random.integer(1, text.length - 1)) });
  },
  (_random, valid) => hopeless('the connection breaks off', { body: JSON.stringify(valid), breaksOff: true }),
  (_random, valid) => hopeless('text after the JSON', { body: `${JSON.stringify(valid)}<!-- proxy -->` }),
  (random) =>
    hopeless('JSON that is no object', {
      body: random.pick(['null', '7', '"text"', '[]', '[{}]', 'true', '{}']),
    }),
  (random) => hopeless('very deep', { body: random.pick(['[', '{"a":']).repeat(50_000) }),
  (random) =>
    hopeless('very large', {
      body: random.chance(0.5) ? html.repeat(5_000) : JSON.stringify({ more: 'x'.repeat(400_000) }),
    }),
  (random, valid) =>
    hopeless('a redirect', {
      status: random.pick([301, 302, 303, 307, 308]),
      headers: {
        ...json,
        location: random.pick(['http://127.0.0.1:9/', 'https://example.com/', '/', 'file:///etc/passwd']),
      },
      body: random.chance(0.5) ? JSON.stringify(valid) : '',
    }),
  (_random, valid) =>
    hopeless('packed, against what was agreed', {
      headers: { ...json, 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(valid)).subarray(0, 20),
    }),
  (random, _valid, form) =>
    hopeless('a code of another type', {
      status: random.pick(errorStatuses),
      body: JSON.stringify(form.errorBody(random.pick([7, null, {}, [], true, '']), 'no')),
    }),
];

const refusals: readonly Maker[] = [refusal((random) => random.pick(errorStatuses)), refusal(() => 200)];

/** What can stand where something else should; `undefined` is: not there. */
const substitutes: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'x'.repeat(30_000),
  'line one\nline two\u001b[2J',
  'secret_access_key=canary-in-a-field',
  '2026-13-45T99:99:99Z',
  0,
  -1,
  12_345,
  1e308,
  0.5,
  true,
  false,
  [],
  {},
  [null],
  [[[]]],
  { toString: 1, constructor: 2 },
];

const lostFor = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  typeof value === 'boolean' ||
  typeof value === 'object';

const anotherField: Maker = (random, valid) => {
  const place: Place = random.pick(placesOf(valid));
  const value = random.pick(substitutes);
  const body = JSON.stringify(replaced(valid, place, value));
  const field = fieldOf(place);
  // An item that is taken out of a list leaves a list behind that is as it should be.
  const isItem = typeof place.at(-1) === 'number';
  return {
    name: `${place.join('.')} is ${value === undefined ? 'missing' : (JSON.stringify(value) ?? '').slice(0, 40)}`,
    hopeless: false,
    field,
    fieldIsLost: lostFor(value) && !isItem && !(Array.isArray(value) && Array.isArray(valueAt(valid, place))),
    answer: { status: 200, headers: json, body },
  };
};

/** Another key beside those known: nobody may stumble over it. */
const strangeKey: Maker = (random, valid) => {
  const text = JSON.stringify(valid);
  const key = random.pick([
    '"__proto__":{"polluted":true}',
    '"constructor":{"prototype":{"polluted":true}}',
    '"New":[1,{}]',
    '"then":7',
  ]);
  const at = random.pick([...text.matchAll(/\{(?=")/g)].map(({ index }) => index + 1));
  return {
    name: `a new key ${key}`,
    hopeless: false,
    answer: { status: 200, headers: json, body: `${text.slice(0, at)}${key},${text.slice(at)}` },
  };
};

/** Bytes that are no UTF-8 in the middle of a text. */
const brokenText: Maker = (random, valid) => {
  const body = Buffer.from(JSON.stringify(valid));
  body[random.integer(1, body.length - 2)] = random.integer(128, 255);
  return { name: 'a byte turned over', hopeless: false, answer: { status: 200, headers: json, body } };
};

/** Draws what goes wrong with an answer. */
export function drawCorruption(random: Random, valid: unknown, form: ErrorForm): Corruption {
  const kind = random.next();
  const makers =
    kind < 0.3
      ? wholeAnswers
      : kind < 0.45
        ? refusals
        : kind < 0.9
          ? [anotherField]
          : [strangeKey, brokenText];
  return random.pick(makers)(random, valid, form);
}
