import { internalError } from '../contract/errors.ts';
import type { Clock } from '../contract/ports.ts';
import type { HookResult } from './hook-answers.ts';
import type { HookCall, Hooks } from './hooks.ts';

/** A hook to be called: for an instance by its key, or for a wave by its index. */
export interface HookJob {
  readonly target: { readonly instance: string } | { readonly wave: number };
  readonly about: HookCall;
}

/** An answer that came. */
export interface Answered {
  readonly target: HookJob['target'];
  readonly result: HookResult;
}

/** Calls hooks beside everything else, and keeps their answers until somebody takes them. */
export class HookDesk {
  readonly #hooks: Hooks;
  readonly #clock: Clock;
  readonly #underWay = new Set<string>();
  #answered: Answered[] = [];
  #wake: () => void = () => {};

  constructor(hooks: Hooks, clock: Clock) {
    this.#hooks = hooks;
    this.#clock = clock;
  }

  /** Whether this process waits for the answer of a hook. */
  isUnderWay(target: HookJob['target']): boolean {
    return (
      this.#underWay.has(nameOf(target)) ||
      this.#answered.some((one) => nameOf(one.target) === nameOf(target))
    );
  }

  /** The answers so far. */
  take(): readonly Answered[] {
    const answered = this.#answered;
    this.#answered = [];
    return answered;
  }

  /** Says when the next answer comes. */
  onAnswer(wake: () => void): void {
    this.#wake = wake;
    if (this.#answered.length > 0) wake();
  }

  call(job: HookJob): void {
    void this.#call(job);
  }

  async #call({ target, about }: HookJob): Promise<void> {
    const name = nameOf(target);
    this.#underWay.add(name);
    const result = await this.#answer(about);
    this.#underWay.delete(name);
    this.#answered.push({ target, result });
    this.#wake();
  }

  async #answer(about: HookCall): Promise<HookResult> {
    const hook = this.#hooks[about.hook];
    if (!hook) return { hook: 'consent' };
    const over = new AbortController();
    const late = this.#clock.sleep(hook.timeout, over.signal).then((): HookResult => {
      return { hook: 'broken', reason: `no answer within ${Math.round(hook.timeout / 1_000)} s` };
    });
    const answer = (async (): Promise<HookResult> => {
      try {
        const answered = await hook.call(about);
        if (answered.isErr()) return { hook: 'broken', reason: answered.error.message };
        const { veto } = answered.value;
        return veto === undefined ? { hook: 'consent' } : { hook: 'veto', reason: veto };
      } catch (thrown) {
        return { hook: 'broken', reason: internalError('a hook', thrown).message };
      }
    })();
    const result = await Promise.race([answer, late]);
    over.abort();
    return result;
  }
}

function nameOf(target: HookJob['target']): string {
  return 'wave' in target ? `wave ${target.wave}` : `instance ${target.instance}`;
}
