import { createCloud, seededRandom } from '@engine-upgrader/cloud-simulator';
import {
  createMemoryStore,
  createUpgrader,
  type Provider,
  type EngineUpgrader,
  type UpgradeError,
  type UpgradePlan,
} from '@engine-upgrader/core';
import { randomnessFrom } from '../ports.ts';
import type { FuzzedCloud, ReadName } from './clouds.ts';
import { type Corruption, drawCorruption } from './corruption.ts';
import { hastyClock } from './hasty-clock.ts';
import { type Loopback, openLoopback, type WireAnswer } from './loopback.ts';
import { readingOf, type Reading } from './reading.ts';
import { callOf, wireAnswer } from './wire-cloud.ts';

/** One case: what was asked, what came back instead of the answer, and which laws that broke. */
export interface ReadCase {
  readonly seed: number;
  readonly text: string;
  /** The function and the operation that it was about. */
  readonly met: string;
  /** Empty: all laws held. */
  readonly broken: readonly string[];
}

/** Runs cases over one cloud's official client. */
export interface ReadCases {
  run(seed: number): Promise<ReadCase>;
  /** Every function with every operation that it calls, of those met so far. */
  readonly possible: ReadonlySet<string>;
  /** How listings end whose pages never do. */
  endlessPages(): Promise<readonly EndlessListing[]>;
  close(): Promise<void>;
}

/** How a listing ended of which one operation's pages never did. */
export interface EndlessListing {
  readonly action: string;
  readonly pages: 'the same' | 'always new';
  readonly calls: number;
  readonly kind?: UpgradeError['kind'];
  readonly field?: string | undefined;
}

/** How often each function is drawn: the ones with few calls more often. */
const drawn: readonly ReadName[] = [
  'instance',
  'instance',
  'instance',
  'versions',
  'versions',
  'instances',
  'plan',
];

/** Serves a cloud whose answers can be corrupted, and an upgrader on it. */
export async function openReadCases(cloud: FuzzedCloud): Promise<ReadCases> {
  const clock = hastyClock();
  const simulated = createCloud({ clock, random: seededRandom(1), fleet: cloud.fleet });
  const servers: Record<string, Loopback> = {};
  const urls: Record<string, string> = {};
  const known = new Map<string, WireAnswer>();
  let calls: string[] = [];
  let corrupted: { action: string; answer: (nth: number) => WireAnswer } | undefined;
  const possible = new Set<string>();
  for (const region of cloud.regions) {
    const server = await openLoopback();
    servers[region] = server;
    urls[region] = server.url;
    server.answerWith(async (request) => {
      const call = callOf(cloud.service, region, request);
      calls.push(call.action);
      if (call.action === corrupted?.action) return corrupted.answer(calls.length);
      const key = JSON.stringify([region, call.action, call.parameters]);
      const answer = known.get(key) ?? wireAnswer(await simulated.call(call));
      known.set(key, answer);
      return answer;
    });
  }
  const upgrader: EngineUpgrader<Provider> = createUpgrader({
    driver: cloud.driver(urls),
    store: createMemoryStore(),
    clock,
    randomness: randomnessFrom(seededRandom(2)),
  });

  const sound = new Map<ReadName, { reading: Reading; calls: readonly string[] }>();
  const soundReading = async (name: ReadName) => {
    const found = sound.get(name);
    if (found) return found;
    calls = [];
    corrupted = undefined;
    const made = { reading: await readingOf(upgrader, name, cloud.request), calls };
    if (made.reading.errors.length > 0) throw new Error(`${name}: ${JSON.stringify(made.reading.errors)}`);
    sound.set(name, made);
    for (const action of made.calls) possible.add(`${name}: ${action}`);
    return made;
  };
  const validAnswers = (action: string): unknown[] =>
    [...known]
      .filter(([key]) => (JSON.parse(key) as unknown[])[1] === action)
      .map(([, { body }]) => JSON.parse(String(body)));

  return {
    async run(seed) {
      const random = seededRandom(`${cloud.service}/${seed}`);
      const name = random.pick(drawn);
      const before = await soundReading(name);
      const action = random.pick([...new Set(before.calls)]);
      const corruption = drawCorruption(random, random.pick(validAnswers(action)), cloud.form);
      calls = [];
      corrupted = { action, answer: () => corruption.answer };
      const since = clock.now();
      const reading = await readingOf(upgrader, name, cloud.request).catch((thrown: unknown) =>
        String(thrown),
      );
      const met = `${name}: ${action}`;
      const text = `${met} answers ${corruption.name}`;
      if (typeof reading === 'string') return { seed, met, text, broken: [`it threw ${reading}`] };
      const needed = cloud.needs[name].includes(action);
      const broken = [
        ...tooManyCalls(calls.length, before.calls.length, clock.now() - since),
        ...falseSuccess(reading, needed, corruption, cloud),
        ...poorErrors(reading.errors, action, corruption),
        ...(needed ? [] : unnoticed(reading, before.reading, action, isUnusable(corruption, cloud))),
      ];
      return { seed, met, text, broken };
    },
    possible,
    async endlessPages() {
      const before = await soundReading('instances');
      const ends: EndlessListing[] = [];
      for (const action of new Set(before.calls)) {
        for (const pages of ['the same', 'always new'] as const) {
          const [valid] = validAnswers(action);
          const answer = (nth: number) => okAnswer(cloud.endlessPage(valid, pages === 'the same' ? 0 : nth));
          calls = [];
          corrupted = { action, answer };
          const { errors } = await readingOf(upgrader, 'instances', cloud.request);
          const error = errors.find((each) => JSON.stringify(each).includes(action));
          const field = error?.kind === 'malformed-answer' ? error.field : undefined;
          ends.push({ action, pages, calls: calls.length, ...(error ? { kind: error.kind, field } : {}) });
        }
      }
      return ends;
    },
    async close() {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}

const okAnswer = (body: unknown): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/**
 * What is asked again after an odd answer is bounded: a direct look, and the listing once. What the cloud throttles is
 * asked for a dozen times at most, and then seconds apart.
 */
function tooManyCalls(made: number, usual: number, passed: number): string[] {
  if (made <= 2 * usual + 4) return [];
  const spaced = passed >= (made - usual) * 2_000;
  return made <= 12 * usual && spaced ? [] : [`${made} calls instead of ${usual} in ${passed} ms`];
}

function falseSuccess(
  reading: Reading,
  needed: boolean,
  corruption: Corruption,
  cloud: FuzzedCloud,
): string[] {
  if (!needed || reading.errors.length > 0 || !isUnusable(corruption, cloud)) return [];
  return [`success was reported without ${corruption.field ?? 'an answer'}`];
}

/** Whether nobody can take the answer for one: all of it, or a field that it cannot be without. */
function isUnusable(
  { hopeless, field = '', fieldIsLost = false }: Corruption,
  { essential }: FuzzedCloud,
): boolean {
  return hopeless || (fieldIsLost && essential.includes(field));
}

const oddKinds: readonly UpgradeError['kind'][] = ['internal', 'invalid-input', 'invalid-document'];

function poorErrors(errors: readonly UpgradeError[], action: string, corruption: Corruption): string[] {
  return errors.flatMap((error) => {
    const text = JSON.stringify(error);
    const own = errors.length === 1 || text.includes(action);
    return [
      ...(oddKinds.includes(error.kind) ? [`an error of kind ${error.kind}: ${error.message}`] : []),
      ...(/\p{Cc}/u.test(error.message) ? ['an error of more than one line'] : []),
      ...(error.message.length > 1_000 ? [`an error of ${error.message.length} characters`] : []),
      ...(/hunter2|canary/.test(text) ? ['an error with a secret'] : []),
      ...(own && !names(error, action, corruption) ? [`an error that names no field or code: ${text}`] : []),
    ];
  });
}

/** Whether an error says what it is about: the operation, and the cloud's code or the field that cannot be. */
function names(error: UpgradeError, action: string, { hopeless, code }: Corruption): boolean {
  const text = JSON.stringify(error);
  if (error.kind === 'malformed-answer') return text.includes(action) && (error.field ?? '') !== '';
  // What a field says that is odd but can be may stand in the way for a reason of its own.
  return !hopeless || (text.includes(action) && text.includes(code ?? ''));
}

/** A read that is not needed leaves all else as it was; what it was for says that it is unknown, and why. */
function unnoticed({ errors, plan }: Reading, before: Reading, action: string, unusable: boolean): string[] {
  if (errors.length > 0) return [`${action} is not needed, and was an error: ${JSON.stringify(errors)}`];
  if (!plan || !before.plan) return [];
  const unknown = plan.findings.filter(({ status }) => status === 'unknown').map(({ message }) => message);
  const told = [...unknown, ...plan.forecast.remarks].some((text) => text.includes(action));
  return [
    ...(unusable && !told ? [`no finding is unknown because of ${action}`] : []),
    ...(JSON.stringify(essenceOf(plan)) === JSON.stringify(essenceOf(before.plan)) ? [] : ['another plan']),
  ];
}

function essenceOf({ from, to, hops, members, steps, fingerprint }: UpgradePlan<Provider>): object {
  return { from, to, hops, members, steps, fingerprint };
}
