import { type JournalEntry, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { createMemoryStore, defaultPolicy, type UpgradeEvent } from '@engine-upgrader/core';
import { createFleet, type FleetPlan, type FleetProgress } from '@engine-upgrader/core/fleet';
import { randomnessFrom } from '../ports.ts';
import { type Account, coreClock, dmsAccount, limit, rdsAccount } from './clouds.ts';
import { pollDms, pollRds } from './pollers.ts';

/** How large a fleet is. */
export interface FleetSize {
  /** ApsaraDB RDS instances, in five regions. */
  readonly rds: number;
  /** AWS DMS instances in each of the ten account-regions, with ten tasks each. */
  readonly dms: number;
  /** How many at the same time. */
  readonly maxConcurrency: number | `${number}%`;
}

/** What a fleet run, or as many loops of their own, came to. */
export interface MeasuredFleet {
  readonly how: string;
  readonly instances: number;
  readonly succeeded: number;
  readonly reads: number;
  readonly changes: number;
  readonly throttled: number;
  /** Seconds from an upgrade's end to the first look that saw it. */
  readonly medianDelay: number;
  /** Minutes. */
  readonly makespan: number;
  /** Seconds of processor time for the plan of 1,000 instances, the simulated clouds' share in it. */
  readonly planning: number;
  /** The longer of the critical path and of work over concurrency, in minutes: the clouds' own work alone. */
  readonly lowerBound: number;
  /** The same with what nobody may leave out: the proofs, and turns within the request limit. In minutes. */
  readonly least: number;
}

/** Time between reading a plan and saying yes to it, in milliseconds: request budgets are full again. */
const timeToApprove = 60_000;

function openAccounts(clock: ReturnType<typeof simulatedClock>, size: FleetSize): Account[] {
  const rds = size.rds > 0 ? [rdsAccount(clock, size.rds)] : [];
  const dms = size.dms > 0 ? [1, 2, 3, 4, 5].map((one) => dmsAccount(clock, `aws-${one}`, size.dms)) : [];
  return [...rds, ...dms];
}

const callsOf = (accounts: readonly Account[], since: number): JournalEntry[] =>
  accounts.flatMap(({ cloud }) =>
    cloud.journal.entries.filter(({ kind, at }) => kind === 'call' && at >= since),
  );

const isRead = ({ action }: JournalEntry): boolean => /^(Describe|List)/.test(action);

function counted(accounts: readonly Account[], since: number) {
  const calls = callsOf(accounts, since);
  return {
    reads: calls.filter(isRead).length,
    changes: calls.filter((call) => !isRead(call)).length,
    throttled: calls.filter(({ detail }) => /throttl|flow control/i.test(String(detail['code']))).length,
  };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

/** Milliseconds from one effect to another, by region and resource; of several, the sum. */
function lasted({ cloud }: Account, begins: string, ends: string): Map<string, number> {
  const begun = new Map<string, number>();
  const total = new Map<string, number>();
  for (const { kind, region, resource = '', action, at } of cloud.journal.entries) {
    const key = `${region}/${resource}`;
    if (kind !== 'effect') continue;
    if (action === begins) begun.set(key, at);
    if (action === ends) total.set(key, (total.get(key) ?? 0) + at - (begun.get(key) ?? at));
  }
  return total;
}

/** The longest of an instance's tasks. */
function longest(tasks: ReadonlyMap<string, number>, instance: string): number {
  return Math.max(
    0,
    ...[...tasks].filter(([task]) => task.startsWith(`${instance}-task-`)).map(([, time]) => time),
  );
}

/** What an instance takes whoever upgrades it, in milliseconds. */
interface Work {
  /** Of the cloud, from the acceptance of a call to the end of what it began. */
  readonly cloud: number;
  /** Until the request limit has a turn for its first call, in the order in which instances began. */
  readonly turn: number;
  /** Two of them: of both hops, or of the upgrade and of the tasks that run again. */
  readonly proofs: number;
}

/** What nobody could do faster, for each instance. */
function workOf(accounts: readonly Account[], since: number): Work[] {
  const proofs = 2 * (defaultPolicy.reads - 1) * (defaultPolicy.settle / 6);
  return accounts.flatMap((account) => {
    const turns = turnsOf(account, since);
    const stops = lasted(account, 'task-stopping', 'task-stopped');
    const starts = lasted(account, 'task-starting', 'task-running');
    const upgrades = lasted(account, 'UpgradeAccepted', 'UpgradeSucceeded');
    const rds = [...upgrades].map(([key, cloud]): Work => ({ cloud, proofs, turn: turns.get(key) ?? 0 }));
    const dms = [...lasted(account, 'modification-accepted', 'upgrade-ended')].map(([key, time]): Work => {
      const tasks = [...turns].filter(([task]) => task.startsWith(`${key}-task-`)).map(([, turn]) => turn);
      const cloud = longest(stops, key) + time + longest(starts, key);
      return { cloud, proofs, turn: Math.max(0, ...tasks) };
    });
    return [...rds, ...dms];
  });
}

/** Milliseconds until the request limit has a turn for the first change of each resource, by region and resource. */
function turnsOf({ cloud }: Account, since: number): Map<string, number> {
  const begins = new Set(['UpgradeAccepted', 'task-stopping']);
  const changes = new Map<string, number>();
  const turns = new Map<string, number>();
  for (const { kind, region = '', resource = '', action, at } of cloud.journal.entries) {
    const key = `${region}/${resource}`;
    if (kind !== 'effect' || at < since || !begins.has(action) || turns.has(key)) continue;
    const before = changes.get(region) ?? 0;
    changes.set(region, before + 1);
    turns.set(key, (Math.max(0, before + 1 - limit.capacity) / limit.refillPerSecond) * 1_000);
  }
  return turns;
}

/** The longer of the critical path and of work over concurrency, in minutes. */
function boundOf(times: readonly number[], concurrency: number): number {
  const total = times.reduce((sum, one) => sum + one, 0);
  return Math.max(total / concurrency, ...times) / 60_000;
}

/** A fleet run on simulated time with the default settings. */
export async function measureFleet(size: FleetSize): Promise<MeasuredFleet> {
  const clock = simulatedClock();
  const accounts = openAccounts(clock, size);
  const runs = new Map<string, string>();
  const seen: { member: string; at: number }[] = [];
  let plan: FleetPlan | undefined;
  const members = new Map<string, string>();
  const upgradeEvents = (event: UpgradeEvent): void => {
    if (event.event === 'run-started') runs.set(event.runId, event.reference);
    if (event.event !== 'read-counted' || event.reads !== 1 || !event.says.startsWith('done')) return;
    const reference = runs.get(event.runId) ?? '';
    const member = members.get(`${reference} ${event.stepId}`);
    if (member !== undefined) seen.push({ member, at: event.at });
  };
  const fleet = createFleet({
    sources: accounts,
    store: createMemoryStore(),
    clock: coreClock(clock),
    randomness: randomnessFrom(seededRandom(7)),
    upgradeEvents,
  });
  const startedAt = { at: 0 };
  const planning = { seconds: 0 };
  const ended = await clock.run(async (): Promise<FleetProgress> => {
    const request = {
      name: 'bench',
      to: 'newest',
      canary: false,
      maxConcurrency: size.maxConcurrency,
    } as const;
    const since = process.cpuUsage();
    const made = await fleet.plan(request);
    const { user, system } = process.cpuUsage(since);
    planning.seconds = (user + system) / 1_000_000;
    if (made.isErr()) throw new Error(made.error.message);
    plan = made.value;
    for (const { reference, plan: own } of plan.instances) {
      for (const step of own.steps) {
        if (/upgrade/.test(step.input.kind)) members.set(`${reference} ${step.id}`, step.member);
      }
    }
    await clock.sleep(timeToApprove);
    startedAt.at = clock.now();
    const task = await fleet.start(made.value, { accept: 'all' });
    if (task.isErr()) throw new Error(task.error.message);
    const outcome = await task.value.wait();
    if (outcome.isErr()) throw new Error(outcome.error.message);
    return outcome.value;
  });
  const makespan = clock.now() - startedAt.at;
  const work = workOf(accounts, startedAt.at);
  const concurrency = plan?.limits.maxConcurrency ?? 1;
  return {
    how: `fleet, ${size.maxConcurrency} at a time`,
    instances: plan?.instances.length ?? 0,
    succeeded: ended.counts.succeeded ?? 0,
    ...counted(accounts, startedAt.at),
    medianDelay: median(delaysOf(accounts, seen)) / 1_000,
    makespan: makespan / 60_000,
    planning: (planning.seconds / (plan?.instances.length ?? 1)) * 1_000,
    lowerBound: boundOf(
      work.map(({ cloud }) => cloud),
      concurrency,
    ),
    least: Math.max(
      boundOf(
        work.map(({ cloud, proofs }) => cloud + proofs),
        concurrency,
      ),
      concurrency < work.length
        ? 0
        : boundOf(
            work.map(({ cloud, proofs, turn }) => cloud + proofs + turn),
            work.length,
          ),
    ),
  };
}

/** From the end of each upgrade, as the cloud has it, to the first look that saw it. */
function delaysOf(
  accounts: readonly Account[],
  seen: readonly { readonly member: string; readonly at: number }[],
): number[] {
  const ends = new Map<string, number[]>();
  for (const { cloud } of accounts) {
    for (const { kind, action, region, resource = '', at } of cloud.journal.entries) {
      if (kind !== 'effect' || action !== 'UpgradeSucceeded') continue;
      const member = `alibaba-rds://${region}/${resource}`;
      ends.set(member, [...(ends.get(member) ?? []), at]);
    }
  }
  const delays: number[] = [];
  const looks = new Map<string, number[]>();
  for (const { member, at } of seen) looks.set(member, [...(looks.get(member) ?? []), at]);
  for (const [member, times] of ends) {
    const own = looks.get(member) ?? [];
    for (const [index, end] of times.entries()) {
      const at = own[index];
      if (at !== undefined) delays.push(at - end);
    }
  }
  return delays;
}

/** A loop an instance, all at once, on the same clouds. */
export async function measurePollers(size: FleetSize, interval: number): Promise<MeasuredFleet> {
  const clock = simulatedClock();
  const accounts = openAccounts(clock, size);
  const random = seededRandom(7);
  const loops = await clock.run(async () => {
    const started = accounts.flatMap((account) =>
      account.name === 'rds'
        ? account.cloud.rds.instances().map(
            ({ id, region }) =>
              async () =>
                pollRds({ account, region, instance: id }, ['5.7', '8.0'], { clock, random, interval }),
          )
        : (account.regions ?? []).flatMap((region) =>
            account.cloud.dms.truth.instances(region).map(
              ({ ReplicationInstanceIdentifier: instance }) =>
                async () =>
                  pollDms({ account, region, instance }, '3.6.1', account.cloud, { clock, random, interval }),
            ),
          ),
    );
    await Promise.all(started.map((loop) => loop()));
    return started.length;
  });
  return {
    how: `a loop an instance, every ${interval / 1_000} s`,
    instances: loops,
    succeeded: loops,
    ...counted(accounts, 0),
    medianDelay: interval / 2_000,
    planning: 0,
    makespan: (clock.now() - Date.UTC(2026, 0, 1)) / 60_000,
    lowerBound: boundOf(
      workOf(accounts, 0).map(({ cloud }) => cloud),
      loops,
    ),
    least: 0,
  };
}
