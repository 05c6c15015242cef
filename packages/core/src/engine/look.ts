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

/** What a look as a whole came to. */
export interface Seeing {
  /** What kept it from seeing some things: a refused login first, since nothing goes on without it. */
  readonly problem: UpgradeError | undefined;
  /** It was asked for something and saw nothing at all. */
  readonly blind: boolean;
  readonly seen: number;
  readonly notLooked: number;
}

/** Sums up a look. */
export function seeingOf<P extends Provider>({ sights }: Snapshot<P>): Seeing {
  const errors: UpgradeError[] = [];
  let seen = 0;
  for (const key in sights) {
    const sight = sights[key];
    if (sight?.sight === 'not-looked') errors.push(sight.error);
    else seen += 1;
  }
  const problem = errors.find((error) => error.kind === 'credentials') ?? errors[0];
  return { problem, blind: seen === 0 && errors.length > 0, seen, notLooked: errors.length };
}
