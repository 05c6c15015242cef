import assert from 'node:assert/strict';
import {
  createMemoryStore,
  createUpgrader,
  type Driver,
  type EngineUpgrader,
  type Provider,
  type Store,
  type UpgradeError,
  type UpgradeEvent,
  type UpgradePlan,
  type UpgradeTask,
} from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import type { ConformanceSubject, ConformanceWorld } from './world.ts';

/** A world with an upgrader on it. */
export interface Bench<P extends Provider> {
  readonly world: ConformanceWorld<P>;
  readonly store: Store;
  readonly upgrader: EngineUpgrader<P>;
  readonly events: UpgradeEvent[];
  /** A second upgrader on the same store and cloud, as another process would be. */
  another(parts?: { readonly driver?: Driver<P>; readonly store?: Store }): EngineUpgrader<P>;
}

/** Opens a world and puts an upgrader on it. */
export function openBench<P extends Provider>(subject: ConformanceSubject<P>): Bench<P> {
  const world = subject.open();
  const store = createMemoryStore();
  const events: UpgradeEvent[] = [];
  const another: Bench<P>['another'] = (parts = {}) =>
    createUpgrader({
      driver: parts.driver ?? world.driver,
      store: parts.store ?? store,
      clock: world.clock,
      randomness: world.randomness,
      policy: subject.policy ?? {},
      events: (event) => events.push(event),
    });
  return { world, store, events, upgrader: another(), another };
}

/** The value, or a failed case with the error's line. */
export function must<T>(result: Result<T, UpgradeError>, doing: string): T {
  if (result.isErr()) assert.fail(`${doing}: ${result.error.kind}: ${result.error.message}`);
  return result.value;
}

/** The error, or a failed case. */
export function mustFail<T>(result: Result<T, UpgradeError>, doing: string): UpgradeError {
  if (result.isOk()) assert.fail(`${doing}: it was accepted, and should have been refused`);
  const { message } = result.error;
  assert.ok(message.length > 0 && !message.includes('\n'), `${doing}: an error is one line`);
  return result.error;
}

/** Plans and starts the world's request, all warnings accepted. */
export async function started<P extends Provider>(
  bench: Bench<P>,
): Promise<{ readonly plan: UpgradePlan<P>; readonly task: UpgradeTask<P> }> {
  const plan = must(await bench.upgrader.plan(bench.world.request), 'plan');
  const task = must(await bench.upgrader.start(plan, { accept: 'all' }), 'start');
  return { plan, task };
}

/** Law 3, and the report against the truth: every member is on the target, by the cloud's own word. */
export function assertUpgraded<P extends Provider>(bench: Bench<P>, plan: UpgradePlan<P>): void {
  for (const member of plan.members) {
    if (member.target === undefined) continue;
    assert.equal(bench.world.versionOf(member.reference), member.target, member.reference);
  }
  assertOncePerEffect(bench);
}

/** Law 2: at most one effective mutation a step. */
export function assertOncePerEffect<P extends Provider>(bench: Bench<P>): void {
  const seen = new Set<string>();
  for (const { member, effect } of bench.world.mutations()) {
    const key = `${member} ${effect}`;
    assert.ok(!seen.has(key), `twice: ${key}`);
    seen.add(key);
  }
}
