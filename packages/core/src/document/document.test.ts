import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from '../testing/results.ts';
import { freshMemory } from '../contract/memory.ts';
import type { InvalidDocumentError } from '../contract/errors.ts';
import { handleOf } from '../engine/progress.ts';
import { anyHandle, anyPlan } from '../testing/arbitraries.ts';
import { planOf, stateOf, stepOf } from '../testing/plans.ts';
import { type Tiny, tinyDriver } from '../testing/tiny.ts';
import { digestOf } from '../engine/canonical.ts';
import { parseHandle, parsePlan, providerOfDocument, serialise } from './document.ts';

const plan = planOf({
  findings: [
    { name: 'backup', status: 'warning', member: 'm', message: 'old', seen: { days: 9 }, link: 'l' },
  ],
  steps: [stepOf('a'), stepOf('b', ['a'])],
});
const handle = handleOf<Tiny>(stateOf(plan));
const documents = [
  ['plan', plan, (input: unknown) => parsePlan(input, tinyDriver)],
  ['handle', handle, (input: unknown) => parseHandle(input, tinyDriver)],
] as const;
const bounded = { numRuns: 60 };

function refusal(input: unknown, kind: 'plan' | 'handle' = 'plan'): InvalidDocumentError {
  const read = kind === 'plan' ? parsePlan(input, tinyDriver) : parseHandle(input, tinyDriver);
  const error = errorOf(read);
  expectOneClearLine(error);
  return error;
}

function expectOneClearLine(error: InvalidDocumentError): void {
  expect(error.kind).toBe('invalid-document');
  expect(error.message).not.toMatch(/\p{Cc}/u);
  expect(error.message).toMatch(/Nothing was changed$/i);
  expect(error.message.length).toBeLessThan(1_000);
}

describe('what was written is read back', () => {
  it('any plan is itself (law 12)', () => {
    fc.assert(
      fc.property(anyPlan, (given) => {
        expect(valueOf(parsePlan(serialise(given), tinyDriver))).toStrictEqual(given);
      }),
      bounded,
    );
  });

  it('any handle is itself (law 12)', () => {
    fc.assert(
      fc.property(anyHandle, (given) => {
        expect(valueOf(parseHandle(serialise(given), tinyDriver))).toStrictEqual(given);
      }),
      bounded,
    );
  });

  it('also from an object that came from elsewhere', () => {
    expect(valueOf(parsePlan(structuredClone(plan), tinyDriver))).toStrictEqual(plan);
    expect(valueOf(parseHandle(structuredClone(handle), tinyDriver))).toStrictEqual(handle);
  });

  it('whatever the order of its fields', () => {
    const turned = Object.fromEntries(Object.entries(plan).toReversed());
    expect(valueOf(parsePlan(turned, tinyDriver))).toStrictEqual(plan);
  });

  it('is told its provider without a driver', () => {
    expect(providerOfDocument(serialise(plan))).toBe('tiny');
    expect(providerOfDocument(handle)).toBe('tiny');
    for (const other of ['', 'x', '[]', 'null', '{"provider":1}', null, undefined, 3]) {
      expect(providerOfDocument(other)).toBeUndefined();
    }
  });
});

const withFacts = (seen: unknown): unknown => ({ ...plan, findings: [{ ...plan.findings[0], seen }] });

describe('a fact', () => {
  it.each([[{ days: [9] }], [{ days: { since: 9 } }], [{ days: null }], [{ days: Number.NaN }]])(
    'that is no text, number, or yes or no is refused by its name: %o',
    (seen) => {
      expect(refusal(withFacts(seen)).message).toContain('findings.0.seen.days: ');
    },
  );

  it.each([[[]], [null], ['days'], [new Map([['days', 9]])]])('is a field of an object, not: %o', (seen) => {
    expect(refusal(withFacts(seen)).message).toContain('findings.0.seen: ');
  });

  it('is a copy: what is done to the given plan afterwards is none of the read one', () => {
    const given = structuredClone(plan);
    const read = valueOf(parsePlan(given, tinyDriver));
    Object.assign(given.findings[0]?.seen ?? {}, { days: 10 });
    expect(read).toStrictEqual(plan);
  });
});

describe.each(documents)('a damaged %s', (kind, document, parse) => {
  const whole = serialise(document).trimEnd();

  it('is refused with one clear line wherever it was cut short', () => {
    for (let length = 0; length < whole.length; length += 1) {
      const error = errorOf(parse(whole.slice(0, length)));
      expect(error.cause).toBe('damaged');
      expectOneClearLine(error);
    }
  });

  it.each([
    ['newer-format', { formatVersion: 2 }],
    ['newer-format', { formatVersion: 99, more: 'than this release knows' }],
    ['another-provider', { provider: 'huge' }],
    ['damaged', { formatVersion: 0 }],
    ['damaged', { formatVersion: '1' }],
    ['damaged', { format: 'engine-upgrader/other' }],
    ['damaged', { fieldNobodyKnows: true }],
  ] as const)('is refused as %s with %j', (cause, change) => {
    expect(refusal({ ...document, ...change }, kind).cause).toBe(cause);
  });

  it('is refused where the other kind of document is wanted', () => {
    expect(refusal(kind === 'plan' ? handle : plan, kind).cause).toBe('damaged');
  });

  it('is refused, and nothing is thrown, whatever JSON it is', () => {
    const own = fc.record({
      format: fc.constant(document.format),
      formatVersion: fc.oneof(fc.constant(1), fc.jsonValue()),
      provider: fc.oneof(fc.constant('tiny'), fc.string()),
      steps: fc.jsonValue(),
      run: fc.jsonValue(),
    });
    const json = fc.oneof(
      fc.jsonValue(),
      own,
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string(),
    );
    fc.assert(
      fc.property(json, (given) => {
        expectOneClearLine(errorOf(parse(given)));
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['a number', 3],
    ['a function', () => {}],
    ['bytes', new Uint8Array([123, 125])],
    ['a huge text', 'x'.repeat(2_000_000)],
    ['a huge format', { ...document, format: 'x'.repeat(1_000_000) }],
    ['a huge provider', { ...document, provider: 'x'.repeat(1_000_000) }],
    ['a provider of two lines', { ...document, provider: 'a\nb' }],
    ['a field of two lines', { ...document, 'a\nb': 1 }],
    ['a huge field', { ...document, ['x'.repeat(1_000_000)]: 1 }],
    ['a format that cannot be written', { ...document, format: 1n }],
  ])('is refused with one short line when it is %s', (_what, given) => {
    expectOneClearLine(errorOf(parse(given)));
  });
});

describe('a plan that was edited', () => {
  it('is refused, whichever field it was', () => {
    for (const { path, edited } of edits(plan)) {
      const read = parsePlan(edited, tinyDriver);
      expect(read.isErr(), path).toBe(true);
      if (read.isOk()) continue;
      expectOneClearLine(read.error);
      const named = path === 'formatVersion' || path === 'provider';
      if (!named) expect(['edited', 'damaged'], path).toContain(read.error.cause);
    }
  });

  it('is refused also inside a handle', () => {
    for (const { path, edited } of edits(plan)) {
      const read = parseHandle({ ...handle, run: { ...handle.run, plan: edited } }, tinyDriver);
      expect(read.isErr(), path).toBe(true);
    }
  });

  it.each([
    ['two steps of one name', { steps: [stepOf('a'), stepOf('a')] }],
    ['a step that waits for none that is there', { steps: [stepOf('a', ['x'])] }],
    ['a step before one it waits for', { steps: [stepOf('a', ['b']), stepOf('b')] }],
    ['a step that waits for itself', { steps: [stepOf('a', ['a'])] }],
    ['a step by the name of the report', { steps: [stepOf('report')] }],
    ['a step of another provider', { steps: [stepOf('a', [], { input: { kind: 'x' } as never })] }],
    ['no members', { members: [] }],
  ])('is refused with %s, even where its digest fits', (_what, change) => {
    expect(refusal(planOf(change)).cause).toBe('damaged');
  });

  it.each([
    ['two lines', 'a\nb'],
    ['a million letters', 'x'.repeat(1_000_000)],
  ])('is refused with one short line also where a step’s name has %s', (_what, id) => {
    refusal(planOf({ steps: [stepOf(id), stepOf(id)] }));
    refusal(planOf({ steps: [stepOf(id, ['x'])] }));
  });
});

describe('a handle that does not hold together', () => {
  it.each(['a', 'b', 'report'])('is refused without the memory of step %s', (id) => {
    const steps = Object.fromEntries(Object.entries(handle.steps).filter(([key]) => key !== id));
    expect(refusal({ ...handle, steps }, 'handle').cause).toBe('damaged');
  });

  it('is refused with the memory of a step that its plan does not have', () => {
    const steps = { ...handle.steps, ghost: { ...freshMemory<Tiny>(), state: 'operator' } };
    expect(refusal({ ...handle, steps }, 'handle').cause).toBe('damaged');
  });

  it('is refused when its plan is for another provider', () => {
    const { digest: _, ...rest } = { ...planOf({ steps: [] }), provider: 'huge' };
    const other = { ...rest, digest: digestOf(rest) };
    refusal({ ...handle, run: { ...handle.run, plan: other } }, 'handle');
  });
});

describe('nothing is thrown', () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const withDeepInput = (text: string) => text.replace('"kind": "set"', `"kind": "set", "deep": ${deep}`);

  it('at a plan with something very deep in it', () => {
    refusal(withDeepInput(serialise(plan)));
    refusal(deep);
  });

  it('at a handle with something very deep in it', () => {
    refusal(withDeepInput(serialise(handle)), 'handle');
    const note = serialise(handle).replace('"doubt": false', `"doubt": false, "note": {"deep": ${deep}}`);
    refusal(note, 'handle');
  });

  it('at an object that holds itself, or what JSON cannot hold', () => {
    const input: Record<string, unknown> = { kind: 'set' };
    input['itself'] = input;
    for (const odd of [input, { kind: 'set', number: 1n }]) {
      refusal({ ...plan, steps: [{ ...stepOf('a'), input: odd }] });
    }
  });
});

interface Edit {
  readonly path: string;
  readonly edited: unknown;
}

/** Every value in a document changed, and every field left out, one at a time. */
function edits(value: unknown, path = ''): Edit[] {
  if (value === null || typeof value !== 'object') return [{ path, edited: changed(value) }];
  const entries = Object.entries(value);
  const put = (key: string, inner: unknown) =>
    Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
  const inner = entries.flatMap(([key, old]) =>
    edits(old, path === '' ? key : `${path}.${key}`).map((edit) => ({
      ...edit,
      edited: put(key, edit.edited),
    })),
  );
  const without = entries.map(([key]) => ({
    path: `${path} without ${key}`,
    edited: Array.isArray(value)
      ? value.toSpliced(Number(key), 1)
      : Object.fromEntries(entries.filter(([other]) => other !== key)),
  }));
  return [...inner, ...without];
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : `${String(value)}x`;
}
