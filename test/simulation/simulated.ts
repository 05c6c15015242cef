import type { Provider, RunChange, UpgradeOutcome, UpgradePlan } from '@engine-upgrader/core';
import { driverOf, live, stepsAt, upgraderOf } from './live.ts';
import { isOutOfTime } from './out-of-time.ts';
import { peopleAsk } from './people.ts';
import { reachedSteps } from './reached.ts';
import { recordingStore } from './recording-store.ts';
import { savedSign, watch } from './watch.ts';
import { lawsOfAll } from './watch-laws.ts';
import type { Sabotage, Simulated, SimulatedReport, World } from './world.ts';

const minute = 60_000;

/** Carries out one upgrade: all in one process, on one simulated clock, from one source of randomness. */
export async function simulate<P extends Provider>(
  simulated: Simulated<P>,
  sabotage?: Sabotage,
): Promise<SimulatedReport> {
  const { promise: violated, resolve: violate } = Promise.withResolvers<undefined>();
  const broken: string[] = [];
  const world: World<P> = {
    simulated,
    sabotage,
    stored: recordingStore((change) => {
      world.sign(savedSign(change, simulated.clock.now()));
      judge(world, change);
    }),
    events: [],
    broken,
    reached: [],
    violated,
    began: simulated.clock.now(),
    fail: (line) => {
      broken.push(line);
      violate(undefined);
    },
    sign: () => undefined,
    plan: undefined,
    holder: '',
    handle: '',
    resumed: 0,
    over: false,
  };
  const ended = await simulated.clock.run(() => upgrade(world));
  world.over = true;
  const { events, reached } = world;
  return { ...ended, broken, events, reached, lasted: simulated.clock.now() - world.began };
}

type Ended = Pick<SimulatedReport, 'result' | 'summary' | 'processes'>;

async function upgrade<P extends Provider>(world: World<P>): Promise<Ended> {
  const { simulated, fail } = world;
  const { disturbances, clock } = simulated;
  const plan = await planned(world);
  if (typeof plan === 'string') {
    fail(`no plan could be made: ${plan}`);
    return { result: 'not-planned', summary: plan, processes: 0 };
  }
  world.plan = plan;
  const watched = {
    plan,
    cloud: simulated.cloud,
    disturbances,
    settle: simulated.policy.settle,
    stored: world.stored,
  };
  world.sign = watch(watched, [...lawsOfAll<P>(), ...simulated.watchLaws], fail);
  simulated.letLoose(() => reachedSteps(world, 'somebody else'));
  peopleAsk(world, plan);
  await clock.sleep(disturbances.startsAfter);
  const lives = [...disturbances.lives, disturbances.last];
  let processes = 0;
  for (let life = lives.shift(); life; life = lives.shift()) {
    processes += 1;
    const outcome = await live(world, plan, life, processes);
    if (world.broken.length > 0) return { result: 'broken', summary: world.broken[0] ?? '', processes };
    if (!outcome) continue;
    if (outcome.result === 'needs-operator' && world.resumed < disturbances.resumes) {
      world.resumed += 1;
      reachedSteps(world, 'resumed', stepsAt(world, 'operator'));
      simulated.mend();
      lives.push({ ...disturbances.last, comesBy: 'id' });
      continue;
    }
    return { result: outcome.result, summary: outcome.summary, processes };
  }
  fail('law 13: not over after 60 days');
  return { result: 'not-ended', summary: '', processes };
}

/** The laws of the end, at the moment at which an outcome is stored. */
function judge<P extends Provider>(world: World<P>, { run }: RunChange): void {
  const { plan, simulated, events, stored, fail } = world;
  if (!plan || !run || run.summary.state === 'running') return;
  const { outcome } = JSON.parse(run.text) as { readonly outcome?: UpgradeOutcome<P> };
  if (!outcome) return fail('law 13: it has ended, and has no outcome');
  const everythingSaid = (): string => JSON.stringify([plan, events, stored.run(), ...stored.steps.values()]);
  const ending = {
    plan,
    outcome,
    everythingSaid,
    settle: simulated.policy.settle,
    endedAt: simulated.clock.now(),
    outOfTime: isOutOfTime(stepsAt(world, 'operator'), events, {
      until: world.began + simulated.disturbances.faultsUntil,
      limit: simulated.policy.beginLimit,
    }),
  };
  for (const line of simulated.brokenLaws(ending)) fail(line);
}

/** A plan, tried again while the cloud is not to be reached; else why there is none. */
async function planned<P extends Provider>(world: World<P>): Promise<UpgradePlan<P> | string> {
  const { request, clock } = world.simulated;
  const upgrader = upgraderOf(world, 'planner', driverOf(world, 'planner', clock), world.stored.store, clock);
  let why = '';
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const plan = await upgrader.plan(request);
    const failed = plan.isOk() ? plan.value.findings.find(({ status }) => status === 'failed') : undefined;
    if (plan.isOk() && !failed) return plan.value;
    why = plan.isErr() ? plan.error.message : (failed?.message ?? '');
    await clock.sleep(5 * minute);
  }
  return why;
}
