import { type Random, seededFaults, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import type { FleetEvent, FleetPlan, FleetProgress, FleetTask } from '@engine-upgrader/core/fleet';
import { describe, expect, it } from 'vitest';
import { dying } from './dying.ts';
import { makeScene, must, planned, type Scene, started } from './scene.ts';

const seeds = 120;
const minute = 60_000;
const day = 24 * 60 * minute;

/** What a seed draws. */
interface Drawn {
  readonly scene: Scene;
  readonly events: FleetEvent[];
  readonly plan: FleetPlan;
  readonly progress: FleetProgress;
  readonly resumed: boolean;
}

function drawScene(random: Random): Scene {
  const clock = simulatedClock();
  const rates = random.chance(0.5)
    ? { throttle: 0.03, 'lost-after': 0.02, 'lost-before': 0.02, 'server-error': 0.02, 'stale-read': 0.05 }
    : {};
  const faults = seededFaults(random.fork('faults'), rates, { until: clock.now() + day });
  const rds = Array.from({ length: random.integer(1, 5) }, (_, index) => ({
    id: `rm-${index}`,
    region: index % 2 === 0 ? 'cn-hangzhou' : 'cn-shanghai',
    version: '5.7',
    usedGigabytes: 20,
    storageGigabytes: 100,
  }));
  const dms = random.chance(0.6) ? ['a'] : ['a', 'b'];
  const scene = makeScene({ clock, rds, dms, tasks: random.integer(0, 2), cloud: { faults } });
  for (const { id } of rds) if (random.chance(0.15)) scene.rds.rds.inject.nextUpgrade(id, 'fails');
  for (const account of Object.values(scene.accounts)) {
    if (random.chance(0.15)) account.dms.inject.failUpgrade('us-east-1/a');
  }
  return scene;
}

/** A process that leads the fleet run; perhaps it dies, and another takes over. */
async function lead(
  scene: Scene,
  plan: FleetPlan,
  random: Random,
  events: FleetEvent[],
): Promise<FleetProgress> {
  const sink = { events: (event: FleetEvent) => void events.push(event) };
  for (let deaths = random.integer(0, 3); deaths > 0; deaths -= 1) {
    const moment = random.chance(0.5) ? 'before' : 'after';
    const mortal = dying(scene.store, scene.sources, { at: random.integer(1, 150), moment });
    const first = scene.process({ store: mortal.store, sources: mortal.sources, ...sink });
    const life = (async () => must(await (await started(first, plan)).wait()))();
    const ended = await Promise.race([life, mortal.died]);
    if (ended !== 'died') return ended;
    await scene.clock.sleep(random.integer(0, 10 * minute));
  }
  const task = await started(scene.process(sink), plan);
  const other = random.chance(0.3)
    ? started(scene.process(sink), plan).then((second) => second.wait())
    : undefined;
  const progress = must(await task.wait());
  await other;
  return progress;
}

/** What people ask for while it runs. @returns whether they have resumed what had stopped */
async function ask(scene: Scene, task: FleetTask, random: Random): Promise<boolean> {
  const what = random.pick(['nothing', 'nothing', 'pause', 'drain', 'cancel'] as const);
  await scene.clock.sleep(random.integer(0, 30 * minute));
  if (what === 'nothing') return false;
  must(await task[what]());
  if (what !== 'pause') return false;
  await scene.clock.sleep(random.integer(1, 60) * minute);
  must(await task.resume());
  return true;
}

async function live(seed: number): Promise<Drawn> {
  const random = seededRandom(seed);
  const scene = drawScene(random);
  const events: FleetEvent[] = [];
  return scene.clock.run(async () => {
    const request = {
      maxConcurrency: random.integer(1, 4),
      maxErrors: random.integer(0, 3),
      canary: random.chance(0.5) ? ({ bake: random.integer(0, 20) * minute } as const) : (false as const),
      waves: random.chance(0.6) ? [{ size: random.integer(1, 2), bake: random.integer(0, 10) * minute }] : [],
    };
    const plan = await retried(() => planned(scene.process(), request));
    const opened = await started(scene.process(), plan);
    const [progress, resumed] = await Promise.all([
      lead(scene, plan, random.fork('lead'), events),
      ask(scene, opened, random.fork('people')),
    ]);
    return { scene, events, plan, progress, resumed };
  });
}

/** A plan that a fault has spoilt is made again. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= 20) throw thrown;
    }
  }
}

/** When each instance's upgrade was under way in its cloud, by key. */
function effectsOf(scene: Scene): Map<string, { begun: number; accepted: number }> {
  const effects = new Map<string, { begun: number; accepted: number }>();
  const clouds = { rds: scene.rds, ...scene.accounts };
  for (const [source, cloud] of Object.entries(clouds)) {
    for (const { kind, action, resource = '', region, at, service } of cloud.journal.entries) {
      if (kind !== 'effect' || !['UpgradeAccepted', 'modification-accepted'].includes(action)) continue;
      const key = `${source}:${service === 'rds' ? 'alibaba-rds' : 'aws-dms'}://${region}/${resource}`;
      const before = effects.get(key);
      effects.set(key, { begun: before?.begun ?? at, accepted: (before?.accepted ?? 0) + 1 });
    }
  }
  return effects;
}

function versionOf(scene: Scene, key: string): string | undefined {
  const id = key.slice(key.lastIndexOf('/') + 1);
  if (key.startsWith('rds:')) return scene.rds.rds.instance(id)?.version;
  const cloud = key.startsWith('one:') ? scene.accounts.one : scene.accounts.two;
  return cloud.dms.truth.instance(`us-east-1/${id}`)?.EngineVersion;
}

const ends = new Set(['succeeded', 'failed', 'cancelled', 'needs-operator', 'vetoed', 'not-begun']);

/** What speaks against a fleet run, if anything does. */
function brokenLaws({ scene, events, plan, progress, resumed }: Drawn): string[] {
  const broken: string[] = [];
  const effects = effectsOf(scene);
  if (progress.state === 'running') broken.push('it has not ended');
  for (const { key, state } of progress.instances) {
    const target = key.startsWith('rds:') ? '8.0' : '3.6.1';
    const upgrades = effects.get(key)?.accepted ?? 0;
    if (!ends.has(state)) broken.push(`${key} is left ${state}`);
    if (upgrades > 1) broken.push(`law 2: ${key} was upgraded ${upgrades} times`);
    if (state === 'succeeded' && versionOf(scene, key) !== target)
      broken.push(`law 3: ${key} is not on ${target}`);
    if ((state === 'not-begun' || state === 'vetoed') && upgrades > 0)
      broken.push(`${key} is ${state}, and was begun`);
  }
  const underWay = new Set<string>();
  let held = false;
  for (const event of events) {
    if (event.event === 'fleet-held') held = event.hold !== 'paused';
    if (event.event === 'fleet-released') held = false;
    if (event.event !== 'instance-changed') continue;
    if (ends.has(event.state)) underWay.delete(event.key);
    else if (!underWay.has(event.key)) {
      if (held && !resumed) broken.push(`${event.key} began while nothing was to begin`);
      underWay.add(event.key);
    }
    if (underWay.size > plan.limits.maxConcurrency)
      broken.push(`${underWay.size} were under way at the same time`);
  }
  for (const [index, wave] of plan.waves.entries()) {
    // What a process does not live to tell is missing.
    const when = (state: string): number =>
      events.find(
        (event) => event.event === 'wave-changed' && event.wave === wave.name && event.state === state,
      )?.at ?? 0;
    const free = Math.max(when('over'), when('baking') && !resumed ? when('baking') + wave.bake : 0);
    for (const later of plan.waves.slice(index + 1).flatMap(({ instances }) => instances)) {
      const begun = effects.get(later)?.begun;
      if (begun !== undefined && begun < free)
        broken.push(`${later} began before ${wave.name} was over and baked`);
    }
  }
  for (const account of Object.values(scene.accounts)) {
    for (const task of account.dms.truth.tasks('us-east-1')) {
      const instance = progress.instances.find(({ key }) =>
        key.endsWith(`/${task.ReplicationTaskIdentifier.slice(0, 1)}`),
      );
      const named = progress.instances.some(({ state }) => state === 'needs-operator' || state === 'failed');
      if (task.Status !== 'running' && !named)
        broken.push(`law 6: ${task.ReplicationTaskIdentifier} is ${task.Status}, ${instance?.state}`);
    }
  }
  return broken;
}

describe('fleets drawn from seeds, with faults, deaths, second processes and people', () => {
  it(`keep every law in ${seeds} seeds`, { timeout: 300_000 }, async () => {
    const counts: Record<string, number> = {};
    for (let seed = 1; seed <= seeds; seed += 1) {
      const drawn = await live(seed);
      expect(brokenLaws(drawn), `seed ${seed}`).toEqual([]);
      for (const { state } of drawn.progress.instances) counts[state] = (counts[state] ?? 0) + 1;
    }
    // Reached, not hoped.
    for (const state of ['succeeded', 'failed', 'not-begun']) expect(counts[state], state).toBeGreaterThan(5);
    process.stdout.write(`${seeds} fleets: ${JSON.stringify(counts)}\n`);
  });
});
