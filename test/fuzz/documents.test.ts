import { readFileSync } from 'node:fs';
import {
  type Cloud,
  type CloudCall,
  createCloud,
  type Random,
  seededRandom,
} from '@engine-upgrader/cloud-simulator';
import {
  createMemoryStore,
  createUpgrader,
  type Driver,
  type EngineUpgrader,
  parsePlan,
  type Provider,
} from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { randomnessFrom } from '../ports.ts';
import { type FuzzedCloud, fuzzedDms, fuzzedRds } from './clouds.ts';
import { hastyClock } from './hasty-clock.ts';
import { placesOf, replaced, valueAt } from './json-places.ts';
import { openLoopback } from './loopback.ts';
import { callOf, wireAnswer } from './wire-cloud.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8');

const substitutes: readonly unknown[] = [
  undefined,
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [null],
  'x'.repeat(3_000),
  '\u001b[2J\n',
  '__proto__',
  '../../etc/passwd',
  'http://example.com/',
  'file:///etc/passwd',
  'rm-victim',
  'arn:aws:dms:us-east-1:123456789012:rep:VICTIM',
  'us-west-2',
];

/** A document with something in it that was not there. */
function damaged(random: Random, text: string): string {
  const document: unknown = JSON.parse(text);
  const kind = random.next();
  if (kind < 0.1) return text.slice(0, random.integer(0, text.length - 2));
  if (kind < 0.2) return text.replace('{', '{"__proto__": {"polluted": true},');
  if (kind < 0.25) return `${'['.repeat(20_000)}${text}`;
  if (kind < 0.35) {
    const at = random.integer(0, text.length - 1);
    return `${text.slice(0, at)}${random.pick(['"', '}', '0', '\\u0000', 'é', ','])}${text.slice(at + 1)}`;
  }
  // A step's memory has no digest of its own: half of the changes go there.
  const places = placesOf(document).filter(([first]) => (kind < 0.7 ? true : first === 'steps'));
  const place = random.pick(places.length > 0 ? places : placesOf(document));
  const other = valueAt(document, random.pick(placesOf(document)));
  return JSON.stringify(replaced(document, place, random.chance(0.3) ? other : random.pick(substitutes)));
}

interface Bench {
  readonly cloud: Cloud;
  readonly mutations: CloudCall[];
  readonly upgrader: EngineUpgrader<Provider>;
  close(): Promise<void>;
}

async function openBench(fuzzed: FuzzedCloud): Promise<Bench> {
  // The fixtures were made at the beginning of 2026.
  const clock = hastyClock(Date.UTC(2026, 0, 1, 0, 30));
  const cloud = createCloud({ clock, fleet: fuzzed.fleet });
  const servers = await Promise.all(
    fuzzed.regions.map(async (region) => ({ region, server: await openLoopback() })),
  );
  const mutations: CloudCall[] = [];
  for (const { region, server } of servers) {
    server.answerWith(async (request) => {
      const call = callOf(fuzzed.service, region, request);
      if (!/^(?:Describe|List)/.test(call.action)) mutations.push(call);
      return wireAnswer(await cloud.call(call));
    });
  }
  const urls = Object.fromEntries(servers.map(({ region, server }) => [region, server.url]));
  const upgrader: EngineUpgrader<Provider> = createUpgrader({
    driver: fuzzed.driver(urls),
    store: createMemoryStore(),
    clock,
    randomness: randomnessFrom(seededRandom(5)),
  });
  return {
    cloud,
    mutations,
    upgrader,
    close: async () => void (await Promise.all(servers.map(({ server }) => server.close()))),
  };
}

const clouds = [
  ['alibaba-rds', fuzzedRds],
  ['aws-dms', fuzzedDms],
] as const;

describe.each(clouds)('documents of %s', (name, fuzzed) => {
  it('plans: 1,000 damaged or edited ones are refused with one line', () => {
    const text = fixture(`plan-1-${name}`);
    const driver: Driver<Provider> = fuzzed.driver({});
    for (let seed = 0; seed < 1_000; seed += 1) {
      const given = damaged(seededRandom(`plans/${name}/${seed}`), text);
      const read = parsePlan(given, driver);
      if (read.isOk())
        expect(JSON.stringify(read.value), `seed ${seed}`).toBe(JSON.stringify(JSON.parse(text)));
      else {
        expect(read.error.kind, `seed ${seed}`).toBe('invalid-document');
        expect(read.error.message, `seed ${seed}`).toMatch(/^\P{Cc}{1,600}Nothing was changed$/iu);
      }
    }
    expect('polluted' in {}).toBe(false);
  });

  it.each(['running', 'needs-operator', 'ended'])(
    'handles (%s): 400 damaged or edited ones never make a call about what is not in the plan',
    async (state) => {
      const text = fixture(`handle-1-${name}-${state}`);
      // Everything that the plan itself names.
      const named = JSON.stringify((JSON.parse(text) as { run: { plan: unknown } }).run.plan);
      let loaded = 0;
      const bench = await openBench(fuzzed);
      for (let seed = 0; seed < 400; seed += 1) {
        const given = damaged(seededRandom(`handles/${name}/${state}/${seed}`), text);
        const resumed = await bench.upgrader.resume(given);
        if (resumed.isErr()) {
          const { kind, message } = resumed.error;
          expect(['invalid-document', 'claimed', 'store'], `seed ${seed}: ${message}`).toContain(kind);
          expect(message, `seed ${seed}`).not.toMatch(/\p{Cc}/u);
          continue;
        }
        loaded += 1;
        for (let looks = 0; looks < 3; looks += 1) {
          const advanced = await resumed.value.advance();
          if (advanced.isErr())
            expect(advanced.error.kind, `seed ${seed}: ${advanced.error.message}`).not.toBe('internal');
        }
        await resumed.value.cancel();
        for (const { action, parameters } of bench.mutations.splice(0)) {
          const { DBInstanceId, ReplicationInstanceArn, ReplicationTaskArn } = parameters;
          const about = DBInstanceId ?? ReplicationTaskArn ?? ReplicationInstanceArn;
          expect(named, `seed ${seed}: ${action} for ${String(about)}`).toContain(`"${String(about)}"`);
        }
      }
      expect(loaded).toBeGreaterThan(0);
      expect('polluted' in {}).toBe(false);
      await bench.close();
    },
    60_000,
  );
});

describe('a handle whose stored call was put in by somebody else', () => {
  it.each([
    [
      'aws-dms',
      fuzzedDms,
      {
        operation: 'DeleteReplicationInstance',
        region: 'us-east-1',
        input: { ReplicationInstanceArn: 'arn:aws:dms:us-east-1:123456789012:rep:VICTIM' },
      },
    ],
    [
      'aws-dms',
      fuzzedDms,
      {
        operation: 'StopReplicationTask',
        region: 'us-east-1',
        input: { ReplicationTaskArn: 'arn:aws:dms:us-east-1:123456789012:task:VICTIM' },
      },
    ],
    [
      'alibaba-rds',
      fuzzedRds,
      {
        operation: 'UpgradeDBInstanceEngineVersion',
        region: 'cn-hangzhou',
        instanceId: 'rm-billing',
        engineVersion: '8.0',
        effectiveTime: 'Immediate',
      },
    ],
  ] as const)('is refused (%s)', async (name, fuzzed, call) => {
    const handle = JSON.parse(fixture(`handle-1-${name}-running`)) as {
      run: { plan: { steps: { id: string }[] } };
    };
    const [first] = handle.run.plan.steps;
    const intent = { call, token: 't', attempt: 1, send: 1, storedAt: 1, sendBy: 2 };
    const answer = { answer: 'throttled', at: 2, error: { kind: 'throttled', message: 'slow down' } };
    const memory = {
      state: 'open',
      attempts: 1,
      failures: 0,
      doubt: false,
      begun: false,
      refusals: 1,
      intent,
      answer,
    };
    const forged = replaced(handle, ['steps', first?.id ?? ''], memory);
    const bench = await openBench(fuzzed);
    const resumed = await bench.upgrader.resume(JSON.stringify(forged));
    expect(resumed.isErr() && resumed.error.kind).toBe('invalid-document');
    expect(bench.mutations).toEqual([]);
    await bench.close();
  });
});
