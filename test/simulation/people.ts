import type { Provider, UpgradePlan } from '@engine-upgrader/core';
import { reachedSteps } from './reached.ts';
import type { World } from './world.ts';

/** People who look in: one lets a paused run go on now and then, others ask for what was drawn. */
export function peopleAsk<P extends Provider>(world: World<P>, plan: UpgradePlan<P>): void {
  const { simulated } = world;
  const { clock, continuesEvery } = simulated;
  const ask = async (wish: 'cancel' | 'continue'): Promise<void> => {
    const runId = await world.stored.store.findByPlan(plan.id);
    if (world.over || runId.isErr() || runId.value === undefined) return;
    reachedSteps(world, wish);
    await world.stored.store.wish(runId.value, wish, clock.now());
  };
  const asked = async (): Promise<void> => {
    const began = clock.now();
    for (const { at, wish } of simulated.disturbances.asked) {
      await clock.sleep(began + at - clock.now());
      await ask(wish);
    }
  };
  const continued = async (every: number): Promise<void> => {
    while (!world.over) {
      await clock.sleep(every);
      await ask('continue');
    }
  };
  void asked();
  if (continuesEvery !== undefined) void continued(continuesEvery);
}
