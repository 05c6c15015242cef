import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../cloud.ts';
import { seededRandom } from '../random.ts';
import { simulatedClock } from '../simulated-clock.ts';
import { drawRdsSwitches } from './switches.ts';
import { hopBetween } from './versions.ts';

const family = [
  { id: 'rm', region: 'cn-hangzhou', version: '5.5' },
  { id: 'rr', region: 'cn-hangzhou', version: '5.5', primary: 'rm' },
  { id: 'dr', region: 'cn-shanghai', version: '5.5', primary: 'rm', type: 'Guard' as const },
];

/** Somebody who asks for whatever comes to mind, every few minutes, under switches drawn from the seed. */
async function playedAtRandom(seed: number): Promise<ReturnType<typeof createCloud>> {
  const random = seededRandom(seed);
  const clock = simulatedClock();
  const switches = { rds: drawRdsSwitches(random.fork('switches')) };
  const cloud = createCloud({ clock, random, fleet: { rds: { instances: family } }, switches });
  await clock.run(async () => {
    for (let call = 0; call < 60; call += 1) {
      const { id, region } = random.pick(family);
      if (random.chance(0.1)) cloud.rds.inject.nextUpgrade(id, random.pick(['fails', 'vanishes'] as const));
      const parameters = {
        DBInstanceId: id,
        EngineVersion: random.pick(['5.6', '5.7', '8.0']),
        EffectiveTime: random.pick(['Immediate', 'MaintainTime']),
        ClientToken: random.pick(['one', 'two', 'three', random.hex(8)]),
      };
      await cloud.call({ service: 'rds', region, action: 'UpgradeDBInstanceEngineVersion', parameters });
      await clock.sleep(random.integer(0, 10 * 60_000));
    }
    await clock.sleep(48 * 3_600_000);
  });
  return cloud;
}

describe('whatever is asked for, and however the switches are set', () => {
  it('versions move by single hops, one upgrade at a time, and every upgrade ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const cloud = await playedAtRandom(seed);
        for (const { id } of family) {
          const effects = cloud.journal.entries.filter(
            (entry) => entry.kind === 'effect' && entry.resource === id,
          );
          let version = '5.5';
          let open: unknown;
          for (const { action, detail } of effects) {
            if (action === 'UpgradeAccepted') {
              expect(open).toBeUndefined();
              expect(detail['from']).toBe(version);
              expect(hopBetween(version, String(detail['to']))).toBeDefined();
              open = detail['taskId'];
            } else {
              expect(detail['taskId']).toBe(open);
              if (action !== 'UpgradeBegun') open = undefined;
              if (action === 'UpgradeSucceeded') version = String(detail['to']);
            }
          }
          expect(open).toBeUndefined();
          expect(cloud.rds.instance(id)).toMatchObject({
            status: 'Running',
            version,
            pendingTask: undefined,
          });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a client token begins at most one upgrade, unless it is forgotten or taken anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const cloud = await playedAtRandom(seed);
        const { tokenMismatch, tokenMemory } = cloud.rds.switches;
        fc.pre(tokenMismatch !== 'new-request' && tokenMemory > 10 * 3_600_000);
        for (const region of ['cn-hangzhou', 'cn-shanghai']) {
          const tokens = cloud.journal.entries
            .filter((entry) => entry.action === 'UpgradeAccepted' && entry.region === region)
            .map((entry) => entry.detail['token'])
            .filter((token) => token !== undefined);
          expect(new Set(tokens).size).toBe(tokens.length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('the same seed gives the same record', async () => {
    const [one, other] = [await playedAtRandom(11), await playedAtRandom(11)];
    expect(one.journal.entries).toEqual(other.journal.entries);
  });
});
