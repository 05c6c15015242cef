import type { Driver, Reach } from '../contract/driver.ts';
import type { UpgradeError } from '../contract/errors.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { Snapshot } from '../contract/snapshot.ts';

/** Takes one look and gives it its id and its time. */
export async function takeLook<P extends Provider>(
  driver: Driver<P>,
  needs: readonly P['need'][],
  reach: Reach,
  ports: { readonly clock: Clock; readonly randomness: Randomness },
): Promise<Snapshot<P>> {
  const startedAt = ports.clock.now();
  const sights = await driver.look(needs, reach);
  return { id: ports.randomness.id(), startedAt, observedAt: ports.clock.now(), sights };
}

/** What kept a look from seeing some things: a refused login first, since nothing goes on without it. */
export function problemOf<P extends Provider>(snapshot: Snapshot<P>): UpgradeError | undefined {
  const errors = Object.values(snapshot.sights).flatMap((sight) =>
    sight.sight === 'not-looked' ? [sight.error] : [],
  );
  return errors.find((error) => error.kind === 'credentials') ?? errors[0];
}

/** Whether a look that was asked for something saw nothing at all. */
export function isBlind<P extends Provider>(snapshot: Snapshot<P>): boolean {
  const sights = Object.values(snapshot.sights);
  return sights.length > 0 && sights.every((sight) => sight.sight === 'not-looked');
}
