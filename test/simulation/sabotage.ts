import type { Driver, MemberView, Provider, RunChange, Sight, StepKind, Store } from '@engine-upgrader/core';
import { ok, ResultAsync } from 'neverthrow';
import type { Sabotage } from './simulated.ts';

/** Stores an intent only when the answer to its call is there to be stored. */
function intentAfterCall(store: Store): Store {
  const held = new Map<
    string,
    { change: RunChange; save: () => ResultAsync<readonly string[], never> | ReturnType<Store['save']> }
  >();
  return {
    ...store,
    save: (changes, lease, now) => {
      const save = async () => {
        const saved: string[] = [];
        for (const change of changes) {
          const waiting = held.get(change.runId);
          held.delete(change.runId);
          if (waiting) await waiting.save();
          if (hasUnansweredIntent(change)) {
            held.set(change.runId, { change, save: () => store.save([change], lease, now) });
            saved.push(change.runId);
            continue;
          }
          const result = await store.save([change], lease, now);
          if (result.isErr()) return result;
          saved.push(...result.value);
        }
        return ok(saved);
      };
      return new ResultAsync(save());
    },
  };
}

function hasUnansweredIntent(change: RunChange): boolean {
  return Object.values(change.steps).some(
    ({ text }) => text.includes('"intent"') && !text.includes('"answer"'),
  );
}

/** Takes the status Running for success. */
function successOnAStatus<P extends Provider>(driver: Driver<P>): Driver<P> {
  return {
    ...driver,
    view: (member, snapshot): Sight<MemberView> => {
      const sight = driver.view(member, snapshot);
      if (sight.sight !== 'seen' || member.target === undefined) return sight;
      return { sight: 'seen', value: { ...sight.value, version: member.target } };
    },
    steps: driver.steps.map(
      (kind): StepKind<P> => ({
        ...kind,
        decide: (step, snapshot, memory, context) => {
          const verdict = kind.decide(step, snapshot, memory, context);
          const acted = memory.answer?.answer === 'accepted';
          return acted && verdict.verdict === 'act'
            ? { verdict: 'done', evidence: { status: 'Running' } }
            : verdict;
        },
      }),
    ),
  };
}

/** Faults in the product, planted to see that the simulation catches them. */
export const sabotages: readonly Sabotage[] = [
  { name: 'the intent is stored after the call', store: intentAfterCall },
  { name: 'success on a status', driver: successOnAStatus },
];
