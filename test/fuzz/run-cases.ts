import { type Cloud, createCloud, seededRandom } from '@engine-upgrader/cloud-simulator';
import { must } from '@engine-upgrader/conformance';
import {
  createMemoryStore,
  createUpgrader,
  type EngineUpgrader,
  type Provider,
  type UpgradeError,
  type UpgradeOutcome,
} from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import { randomnessFrom } from '../ports.ts';
import type { FuzzedCloud } from './clouds.ts';
import { type Corruption, drawCorruption } from './corruption.ts';
import { hastyClock } from './hasty-clock.ts';
import { type Loopback, openLoopback, type WireRequest } from './loopback.ts';
import { callOf, wireAnswer } from './wire-cloud.ts';

/** One run through which some answers were not as they should be. */
export interface RunCase {
  readonly seed: number;
  readonly text: string;
  readonly result: string;
  /** Empty: all laws held. */
  readonly broken: readonly string[];
}

/** Runs whole upgrades over one cloud's official client. */
export interface RunCases {
  run(seed: number): Promise<RunCase>;
  close(): Promise<void>;
}

/** Far more than any of these runs needs, however it ends. */
const mostCalls = 6_000;
const month = 31 * 86_400_000;

/** Which answers of which operation are not as they should be. */
interface Disturbed {
  readonly action: string;
  readonly from: number;
  readonly times: number;
}

/** Opens one cloud's servers; each run has a cloud of its own behind them. */
export async function openRunCases(fuzzed: FuzzedCloud): Promise<RunCases> {
  const servers: Record<string, Loopback> = {};
  for (const region of fuzzed.regions) servers[region] = await openLoopback();
  const urls = Object.fromEntries(Object.entries(servers).map(([region, { url }]) => [region, url]));

  const runCase = async (seed: number): Promise<RunCase> => {
    const random = seededRandom(`${fuzzed.service}/runs/${seed}`);
    const clock = hastyClock();
    const cloud = createCloud({ clock, random: random.fork('cloud'), fleet: fuzzed.fleet });
    const disturbed: Disturbed = {
      action: random.pick(fuzzed.runActions),
      from: random.pick([1, 1, 2, 3, 8]),
      times: random.pick([1, 2, 5, Infinity]),
    };
    const seen = { calls: 0, disturbances: 0, started: false, last: '' };
    const corruptions = random.fork('corruptions');
    const respond = async (region: string, request: WireRequest) => {
      const call = callOf(fuzzed.service, region, request);
      seen.calls += 1;
      if (!seen.started || call.action !== disturbed.action) return wireAnswer(await cloud.call(call));
      seen.disturbances += 1;
      const { from, times } = disturbed;
      if (seen.disturbances < from || seen.disturbances >= from + times)
        return wireAnswer(await cloud.call(call));
      const { answer, name } = await corrupted(cloud, call, corruptions, fuzzed);
      seen.last = name;
      return answer;
    };
    for (const [region, server] of Object.entries(servers))
      server.answerWith((request) => respond(region, request));
    const upgrader: EngineUpgrader<Provider> = createUpgrader({
      driver: fuzzed.driver(urls),
      store: createMemoryStore(),
      clock,
      randomness: randomnessFrom(random.fork('upgrader')),
    });
    const plan = must(await upgrader.plan({ ...fuzzed.request, ...fuzzed.runRequest }), 'plan');
    const task = must(await upgrader.start(plan, { accept: 'all' }), 'start');
    seen.started = true;
    const ended = await task.wait({ timeout: month }).then(
      (result) => result,
      (thrown: unknown) => String(thrown),
    );
    const { action, from, times } = disturbed;
    const text = `${action} from its call ${from} on, ${times} times; last: ${seen.last}`;
    return { seed, text, result: resultOf(ended), broken: brokenLaws(ended, cloud, seen.calls, fuzzed) };
  };
  return {
    run: runCase,
    async close() {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}

/** The call is carried out, unless the answer is to be a refusal: the clouds do not say no and do it all the same. */
async function corrupted(
  cloud: Cloud,
  call: Parameters<Cloud['call']>[0],
  random: ReturnType<typeof seededRandom>,
  { form }: FuzzedCloud,
): Promise<Corruption> {
  const preview = drawCorruption(random, { empty: {} }, form);
  if (preview.code !== undefined) return preview;
  const answer = await cloud.call(call);
  const valid = answer.kind === 'response' ? answer.body : {};
  const drawn = drawCorruption(random, JSON.parse(JSON.stringify(valid)), form);
  return drawn.code === undefined
    ? drawn
    : { ...drawn, name: 'nothing', answer: wireAnswer({ kind: 'lost', reason: 'reset' }) };
}

type Ended = Result<UpgradeOutcome<Provider>, UpgradeError> | string;

function resultOf(ended: Ended): string {
  if (typeof ended === 'string') return 'thrown';
  return ended.isOk() ? ended.value.result : ended.error.kind;
}

function brokenLaws(ended: Ended, cloud: Cloud, calls: number, fuzzed: FuzzedCloud): string[] {
  if (typeof ended === 'string') return [`it threw ${ended}`];
  const untrue = fuzzed.notUpgraded(cloud);
  return [
    ...(calls > mostCalls ? [`${calls} calls`] : []),
    ...(ended.isErr() && ended.error.kind !== 'credentials'
      ? [`no end: ${JSON.stringify(ended.error)}`]
      : []),
    ...(ended.isOk() && ended.value.result === 'succeeded' && untrue.length > 0
      ? [`success was reported, and ${untrue.join(', ')}`]
      : []),
    ...(ended.isOk() && ended.value.result !== 'succeeded' && !saysWhy(ended.value)
      ? ['no reason is given']
      : []),
    ...fuzzed.doneTwice(cloud).map((what) => `${what} was changed twice`),
  ];
}

function saysWhy({ error, todo, summary, steps }: UpgradeOutcome<Provider>): boolean {
  const texts = [error?.message, ...todo, summary, ...steps.map(({ reason }) => reason)];
  return (
    texts.every((text) => text === undefined || !/\p{Cc}/u.test(text)) &&
    (error !== undefined || todo.length > 0)
  );
}
