import { err, ok, type Result } from 'neverthrow';
import type { UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { backOff } from '../engine/back-off.ts';
import type { Engine } from '../engine/engine.ts';
import { KnownRuns } from '../engine/known-runs.ts';
import type { InHand } from '../engine/load.ts';
import { longestInterval, movingInterval, positiveGap } from '../engine/policy.ts';
import { tick } from '../engine/tick.ts';

/** Ticks in a row that a refused login spoils until the scope is given up. */
const refusedLogins = 3;

/** What keeps a whole scope from going on, and not one instance alone. */
const keepsAll: ReadonlySet<UpgradeError['kind']> = new Set([
  'throttled',
  'credentials',
  'unavailable',
  'store',
]);

/** The runs of one scope under way: all of them live from the same looks. */
export class ScopeRuns {
  readonly #engine: Engine<Provider>;
  readonly #scope: string;
  readonly #known = new KnownRuns<Provider>();
  /** When each run's next look is worth its cost. */
  readonly #due = new Map<string, Instant>();
  #notBefore: Instant = 0;
  #refusedLogins = 0;
  #failures = 0;
  #tickedAt: Instant = 0;
  #chance = 0;

  /** What kept the last tick from looking or acting. */
  problem: UpgradeError | undefined;

  constructor(engine: Engine<Provider>, scope: string) {
    this.#engine = engine;
    this.#scope = scope;
  }

  get name(): string {
    return this.#scope;
  }

  /** Whether its login stays refused: nothing of it goes on. */
  get isRefused(): boolean {
    return this.#refusedLogins >= refusedLogins;
  }

  /** Takes a run up, to be looked at as soon as may be. */
  add(runId: string): void {
    if (!this.#due.has(runId)) this.#due.set(runId, 0);
  }

  /** Lets go of a run. */
  drop(runId: string): void {
    this.#due.delete(runId);
    this.#known.forget(runId);
  }

  /** Something was asked of a run: it is looked at with the next tick. */
  hurry(runId: string): void {
    if (this.#due.has(runId)) this.#due.set(runId, 0);
  }

  /** A person goes on: a login that was refused is tried again, at once. */
  tryAgain(): void {
    this.#refusedLogins = 0;
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** What a run waits for. */
  reasonOf(runId: string): string | undefined {
    const hand = this.#known.get(runId);
    if (!hand) return this.#known.restOf(runId)?.reason;
    return Object.values(hand.state.memories).find((memory) => memory.state === 'open')?.reason;
  }

  /** When it has to be ticked next; infinite without runs. */
  get nextTickAt(): Instant {
    if (this.isRefused) return Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const due of this.#due.values()) if (due < next) next = due;
    return Math.max(this.#notBefore, this.#jittered(next), next === 0 ? 0 : this.#tickedAt + this.#gap);
  }

  /** The least time between two looks: all that becomes due within it is looked at together. */
  get #gap(): Milliseconds {
    const { policy } = this.#engine;
    return Math.min(positiveGap(policy), movingInterval(policy));
  }

  /**
   * Ticks the runs that are due, and those that soon would be: a listing costs the same for all.
   *
   * @returns the runs that were looked at and do not just go on
   */
  async tick(): Promise<Result<readonly InHand<Provider>[], UpgradeError>> {
    const { clock, policy, randomness } = this.#engine;
    const now = clock.now();
    const soon = now + Math.max(this.#gap, (now - this.#tickedAt) / 8);
    const runIds: string[] = [];
    for (const [runId, due] of this.#due) if (due <= soon) runIds.push(runId);
    if (runIds.length === 0) return ok([]);
    this.#tickedAt = now;
    this.#chance = randomness.next();
    const ticked = await tick(this.#engine, this.#scope, runIds, this.#known);
    if (ticked.isErr()) {
      this.problem = ticked.error;
      this.#keepAway(ticked.error);
      return err(ticked.error);
    }
    if (!ticked.value.ticked) {
      this.#notBefore = Math.min(ticked.value.until, clock.now() + movingInterval(policy));
      return ok([]);
    }
    const { inHand, problem } = ticked.value;
    this.problem = problem;
    this.#refusedLogins = problem?.kind === 'credentials' ? this.#refusedLogins + 1 : 0;
    if (problem && keepsAll.has(problem.kind)) this.#keepAway(problem);
    else this.#failures = 0;
    for (const runId of runIds) {
      const rest = this.#known.restOf(runId);
      if (rest) this.#due.set(runId, rest.lookAgainAt);
    }
    for (const { state } of inHand) {
      const { id, state: stands, nextLookAt } = state.run;
      // What is over waits for nothing.
      this.#due.set(id, stands === 'running' ? nextLookAt : Number.POSITIVE_INFINITY);
    }
    return ok(inHand);
  }

  /** Keeps away after a tick that could not look or act: as long as was asked for, or longer each time. */
  #keepAway(problem: UpgradeError): void {
    const { clock, policy, randomness } = this.#engine;
    this.#failures += 1;
    const pause =
      problem.kind === 'throttled'
        ? (problem.retryAfter ?? movingInterval(policy))
        : backOff(this.#failures, movingInterval(policy), longestInterval(policy) / 4, randomness.next());
    this.#notBefore = clock.now() + pause;
  }

  /** Looks that are far away are spread, so that scopes that wait for one window do not look all at once. */
  #jittered(next: Instant): Instant {
    const { policy } = this.#engine;
    const away = next - this.#tickedAt;
    const isFar = Number.isFinite(next) && away >= longestInterval(policy) / 2;
    if (policy.pollInterval !== undefined || !isFar) return next;
    return next - (away * this.#chance) / 10;
  }
}
