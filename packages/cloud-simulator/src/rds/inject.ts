import type { RdsInstance } from './instance.ts';
import { change, type RdsState, truth } from './state.ts';
import type { UpgradeOutcome } from './task.ts';
import { finishUpgrade } from './upgrade.ts';

/** Misfortunes of the service itself, which a test arranges. */
export interface RdsInjections {
  /** What the next accepted upgrade of an instance does; asked several times, of the ones after it too. */
  nextUpgrade(id: string, outcome: UpgradeOutcome): void;
  /** Lets an upgrade end that was stuck. */
  release(id: string): void;
  /** Sets fields of an instance, such as a replica's delay, its secondary node's state or a stuck status. */
  set(id: string, fields: Partial<RdsInstance>): void;
}

/** `settle` first makes the transitions that are due, and tells the time. */
export function createRdsInjections(state: RdsState, settle: () => number): RdsInjections {
  return {
    nextUpgrade(id, outcome) {
      state.outcomes.set(id, [...(state.outcomes.get(id) ?? []), outcome]);
    },
    release(id) {
      const now = settle();
      const pending = truth(state, id)?.pendingTask;
      const task = state.tasks.find((one) => one.id === pending);
      if (task === undefined || task.beganAt === undefined) return;
      task.outcome = 'succeeds';
      finishUpgrade(state, task, now);
    },
    set(id, fields) {
      change(state, id, settle(), fields);
    },
  };
}
