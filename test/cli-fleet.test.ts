import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DmsFleet, Fleet } from '@engine-upgrader/cloud-simulator';
import type { FleetProgress } from '@engine-upgrader/core/fleet';
import { afterAll, expect, test } from 'vitest';
import { openSimulatedShell, type SimulatedShell } from './simulated-shell.ts';

/** A fleet on the command line, with real processes, over HTTP. `pnpm test` builds it first. */
const folder = mkdtempSync(join(tmpdir(), 'cli-fleet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const rdsRegions = ['cn-hangzhou', 'cn-shanghai'];
const dmsRegions = ['us-east-1', 'eu-west-1'];
const everywhere = [...rdsRegions, ...dmsRegions];

function dmsRegion(instances: number, fails: number | undefined): DmsFleet['regions'][string] {
  const names = Array.from({ length: instances }, (_, index) => `dms-${index}`);
  return {
    instances: names.map((identifier, index) => ({
      identifier,
      engineVersion: '3.5.4',
      ...(index === fails ? { upgradesFail: 1 } : {}),
    })),
    endpoints: [
      { identifier: 'source', type: 'source', engine: 'mysql' },
      { identifier: 'target', type: 'target', engine: 's3' },
    ],
    tasks: names.map((instance) => ({
      identifier: `${instance}-cdc`,
      instance,
      source: 'source',
      target: 'target',
      migrationType: 'cdc',
      status: 'running',
    })),
  };
}

/** So many instances in each of four regions; one of each cloud fails when it is upgraded. */
function clouds(each: number): Fleet {
  const ids = Array.from({ length: 2 * each }, (_, index) => `rm-n${String(index).padStart(3, '0')}`);
  return {
    rds: {
      instances: ids.map((id, index) => ({
        id,
        region: rdsRegions[index % 2] ?? '',
        version: '5.7',
        storageGigabytes: 100,
        usedGigabytes: 20,
        ...(id === 'rm-n007' ? { upgradesFail: 1 } : {}),
      })),
    },
    dms: { regions: { 'us-east-1': dmsRegion(each, 3), 'eu-west-1': dmsRegion(each, undefined) } },
  };
}

const config = {
  name: 'everything-newest',
  to: 'newest',
  profiles: [
    { name: 'alibaba', provider: 'alibaba-rds', regions: rdsRegions },
    { name: 'aws', provider: 'aws-dms', regions: dmsRegions },
  ],
  canary: { size: 4 },
  waves: [{ name: 'half', size: '50%', bake: '500ms' }, { name: 'others' }],
  maxConcurrency: 40,
  maxConcurrencyPerScope: 15,
  maxErrors: 2,
};

interface JournalEntry {
  readonly at: number;
  readonly service: string;
  readonly region: string;
  readonly kind: string;
  readonly action: string;
  readonly resource: string;
}

async function journalOf(shell: SimulatedShell): Promise<readonly JournalEntry[]> {
  const script =
    'fetch(process.env.ENGINE_UPGRADER_SIMULATED_JOURNAL).then(async (r) => console.log(await r.text()))';
  const { stdout } = await shell.start(process.execPath, ['-e', script]).ended;
  return JSON.parse(stdout) as JournalEntry[];
}

/** When each upgrade was accepted and when it was over, by the clouds' own record, by reference. */
function upgradesIn(journal: readonly JournalEntry[]): Map<string, { begins: number[]; ends: number[] }> {
  const upgrades = new Map<string, { begins: number[]; ends: number[] }>();
  for (const { kind, action, service, region, resource, at } of journal) {
    const begins = action === 'UpgradeAccepted' || action === 'upgrade-begun';
    const ends = ['UpgradeSucceeded', 'UpgradeFailed', 'upgrade-ended', 'upgrade-failed'].includes(action);
    if (kind !== 'effect' || !(begins || ends)) continue;
    const reference = `${service === 'rds' ? 'alibaba-rds' : 'aws-dms'}://${region}/${resource}`;
    const known = upgrades.get(reference) ?? { begins: [], ends: [] };
    (begins ? known.begins : known.ends).push(at);
    upgrades.set(reference, known);
  }
  return upgrades;
}

/** The most intervals that have a moment in common. */
function mostAtOnce(intervals: readonly { readonly from: number; readonly until: number }[]): number {
  return Math.max(
    ...intervals.map(
      ({ from }) => intervals.filter((other) => other.from <= from && from < other.until).length,
    ),
  );
}

test('200 instances over both clouds, two failures, killed and resumed: summary, order and limits are right', {
  timeout: 240_000,
}, async () => {
  const each = 50;
  const shell = await openSimulatedShell('--speed', '1000', '--fleet', fileOf('clouds.json', clouds(each)));
  try {
    writeFileSync(join(shell.folder, 'fleet.json'), JSON.stringify(config));
    const killed = shell.start('engine-upgrader', [
      'fleet',
      'apply',
      'fleet.json',
      '--auto-approve',
      '--accept',
      'all',
    ]);
    await killed.says('wave "half": running');
    await killed.says('✔ alibaba:alibaba-rds://cn-shanghai/rm-n001  succeeded');
    killed.kill('SIGKILL');
    await killed.ended;

    const listed = await shell.start('engine-upgrader', ['fleet', 'status', '-o', 'json']).ended;
    const [stored] = JSON.parse(listed.stdout) as { id: string; state: string }[];
    expect(stored?.state).toBe('running');
    const runs = await shell.start('engine-upgrader', ['status', '-o', 'ndjson']).ended;
    expect(runs.code).toBe(0);
    expect(runs.stdout).not.toContain(stored?.id);

    const resumed = await shell.start('engine-upgrader', ['fleet', 'resume', stored?.id ?? '', '-o', 'json'])
      .ended;
    expect(resumed.code, resumed.output).toBe(3);
    const progress = JSON.parse(resumed.stdout) as FleetProgress;
    expect(progress).toMatchObject({ state: 'ended', counts: { succeeded: 4 * each - 2, failed: 2 } });
    expect(progress.waves.map(({ name, instances }) => [name, instances])).toEqual([
      ['canary', 4],
      ['half', 100],
      ['others', 96],
    ]);
    // Failures first.
    expect(
      progress.instances
        .slice(0, 2)
        .map(({ reference }) => reference)
        .sort(),
    ).toEqual(['alibaba-rds://cn-shanghai/rm-n007', 'aws-dms://us-east-1/dms-3']);

    const upgrades = upgradesIn(await journalOf(shell));
    expect(upgrades.size).toBe(4 * each);
    for (const [reference, { begins, ends }] of upgrades) {
      expect([reference, begins.length, ends.length]).toEqual([reference, 1, 1]);
    }
    const played = progress.instances.map(({ reference, wave }) => ({
      reference,
      wave,
      from: upgrades.get(reference)?.begins[0] ?? Number.NaN,
      until: upgrades.get(reference)?.ends[0] ?? Number.NaN,
    }));
    const ofWave = (name: string) => played.filter(({ wave }) => wave === name);
    for (const [before, after] of [
      ['canary', 'half'],
      ['half', 'others'],
    ] as const) {
      const last = Math.max(...ofWave(before).map(({ until }) => until));
      expect(Math.min(...ofWave(after).map(({ from }) => from))).toBeGreaterThan(last);
    }
    expect(mostAtOnce(played)).toBeLessThanOrEqual(config.maxConcurrency);
    for (const region of everywhere) {
      const here = played.filter(({ reference }) => reference.includes(`://${region}/`));
      expect(mostAtOnce(here)).toBeLessThanOrEqual(config.maxConcurrencyPerScope);
    }
  } finally {
    await shell.close();
  }
});
