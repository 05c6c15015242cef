import type { FaultRates, Random, RequestLimit } from '@engine-upgrader/cloud-simulator';

/** At what kind of await a process dies. */
export type Await = 'any' | 'look' | 'intent' | 'send' | 'answer';

/** A clock that is set anew. */
export interface ClockJump {
  /** Milliseconds after the process began. */
  readonly after: number;
  /** Milliseconds, forwards or backwards. */
  readonly by: number;
}

/** One process: how it comes in, what its machine does to it, and how it ends. */
export interface Life {
  /** Which await of its kind is its last; 0: it lives on. */
  readonly diesAt: number;
  readonly dyingAt: Await;
  readonly moment: 'before' | 'after';
  /** How long after its beginning the next process takes over, dead or alive. */
  readonly successorAfter: number;
  readonly jumps: readonly ClockJump[];
  /** How often a write to the store comes back as failed, whether it was done or not. */
  readonly writesFail: number;
  /** What it knows the run by. */
  readonly comesBy: 'plan' | 'id' | 'handle';
}

/** What keeps every call of a while from being carried out. */
export type Trouble = 'throttle' | 'server-error' | 'timeout-before' | 'login-expired' | 'not-permitted';

/** A while in which nothing goes. Milliseconds after the start. */
export interface Spell {
  readonly from: number;
  readonly until: number;
  readonly trouble: Trouble;
}

/** What people ask of the run, and when: milliseconds after the plan was made. */
export interface Asking {
  readonly at: number;
  readonly wish: 'cancel' | 'continue';
}

/** What happens to any upgrade, whatever the cloud. */
export interface Disturbances {
  readonly rates: FaultRates;
  /** How often a change is refused since the thing is busy, though no look shows it. */
  readonly busy: number;
  /** How often a call is slow: it takes effect late, and its answer may come after the deadline. */
  readonly slow: number;
  /** Milliseconds after the start at which faults stop. */
  readonly faultsUntil: number;
  readonly spells: readonly Spell[];
  readonly requestLimit: RequestLimit | undefined;
  readonly lives: readonly Life[];
  /** The last process, which lives until the run is over. */
  readonly last: Life;
  readonly latency: number;
  /** How long a plan lies before it is started. */
  readonly startsAfter: number;
  readonly asked: readonly Asking[];
  /** How often somebody mends what can be mended and resumes a run that needs an operator. */
  readonly resumes: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Whether a scenario is a small one: one hop, few members or tasks, few processes. Most are: nearly all that can go
 * wrong goes wrong in them too, and in the time of a large one there are two or three.
 */
export function isSmall(random: Random): boolean {
  return random.chance(0.8);
}

/** Draws faults, processes that die or are overtaken, and what people ask for. */
export function drawDisturbances(random: Random, rough: boolean, small: boolean): Disturbances {
  const calm = random.chance(0.2);
  return {
    rates: calm ? {} : drawRates(random),
    busy: !calm && random.chance(0.3) ? 0.3 : 0,
    slow: !calm && random.chance(0.2) ? 0.1 : 0,
    // What goes wrong all the time is over before a limit is; what lasts longer is a spell.
    faultsUntil: random.pick([random.integer(0, 120) * minute, 150 * minute]),
    spells: calm ? [] : drawSpells(random),
    requestLimit: undefined,
    lives: drawLives(random, small),
    last: {
      ...drawLife(random, small),
      diesAt: 0,
      successorAfter: 60 * day,
      jumps: random.chance(0.1) ? drawJumps(random) : [],
    },
    latency: random.pick([0, 0, 50, 400]),
    startsAfter: random.chance(0.3) ? random.integer(1, 180) * minute : 0,
    asked: rough && random.chance(0.4) ? drawAsked(random) : [],
    resumes: small ? random.pick([0, 0, 1]) : random.pick([0, 0, 1, 2]),
  };
}

function drawRates(random: Random): FaultRates {
  const often = (rate: number): number => (random.chance(0.35) ? rate : 0);
  return {
    throttle: often(0.1),
    'server-error': often(0.05),
    'lost-before': often(0.1),
    'lost-after': often(0.15),
    'timeout-before': often(0.08),
    'timeout-after': often(0.08),
    'stale-read': often(0.2),
    'missing-item': often(0.1),
    html: often(0.08),
    empty: often(0.08),
    'ok-with-code': often(0.08),
    delay: often(0.05),
  };
}

function drawSpells(random: Random): readonly Spell[] {
  if (random.chance(0.5)) return [];
  return Array.from({ length: random.integer(1, 3) }, () => {
    const trouble = random.pick(troubles);
    const from = random.integer(0, 120) * minute;
    // Twenty refusals in a row ask for an operator: what turns changes alone away is over before.
    const long = trouble === 'not-permitted' ? random.integer(1, 25) * minute : drawLong(random);
    return { from, until: from + long, trouble };
  });
}

const troubles: readonly Trouble[] = [
  'throttle',
  'server-error',
  'timeout-before',
  'login-expired',
  'not-permitted',
  'not-permitted',
];

/** Longer than any run waits without one look that succeeds. */
const tooLong = 12 * hour;

function drawLong(random: Random): number {
  if (random.chance(0.04)) return tooLong;
  return random.chance(0.1) ? 4 * hour : random.integer(1, 45) * minute;
}

/** Whether nothing goes for so long that a run needs an operator. */
export function isCutOff({ spells }: Disturbances): boolean {
  return spells.reduce((sum, { from, until }) => sum + until - from, 0) >= 8 * hour;
}

function drawLives(random: Random, small: boolean): readonly Life[] {
  const length = small ? random.pick([0, 1, 1, 1]) : random.pick([0, 0, 1, 1, 2, 2, 3, 4]);
  return Array.from({ length }, () => drawLife(random, small));
}

function drawLife(random: Random, small: boolean): Life {
  const dyingAt = random.pick(['any', 'look', 'intent', 'send', 'answer'] as const);
  // A small scenario has fewer awaits to die at.
  const most = { any: 120, look: 39, intent: 18, send: 18, answer: 18 }[dyingAt] / (small ? 3 : 1);
  const soon = random.chance(0.3) ? Math.ceil(most / 4) : most;
  return {
    diesAt: random.chance(0.85) ? random.integer(1, soon) : 0,
    dyingAt,
    moment: random.chance(0.5) ? 'before' : 'after',
    successorAfter: random.integer(1, 90) * random.pick([20, 60, 120]) * second,
    jumps: random.chance(0.2) ? drawJumps(random) : [],
    writesFail: random.chance(0.2) ? 0.15 : 0,
    comesBy: random.pick(['plan', 'id', 'handle'] as const),
  };
}

function drawJumps(random: Random): readonly ClockJump[] {
  return Array.from({ length: random.integer(1, 3) }, () => ({
    after: random.chance(0.3) ? 0 : random.integer(1, 60) * minute,
    // What is far off keeps every look from succeeding, which shows the same again and again.
    by:
      random.pick([1, -1]) * random.pick([2 * second, 2 * second, 5 * minute, 5 * minute, 2 * hour, 3 * day]),
  }));
}

function drawAsked(random: Random): readonly Asking[] {
  const asked = Array.from(
    { length: random.integer(1, 3) },
    (): Asking => ({
      at: random.integer(0, 90) * minute,
      wish: random.chance(0.7) ? 'cancel' : 'continue',
    }),
  );
  return asked.sort((one, other) => one.at - other.at);
}
