import type { UpgradeError } from './errors.ts';
import type { Provider } from './provider.ts';
import type { Instant } from './time.ts';

/** One thing of a look: seen, absent from a complete listing and from a direct look, or not looked at. */
export type Sight<T> =
  | { readonly sight: 'seen'; readonly value: T }
  | { readonly sight: 'absent' }
  | { readonly sight: 'not-looked'; readonly error: UpgradeError };

/** One look at the cloud: plain data with named fields only. `decide` knows the world only through it. */
export interface Snapshot<P extends Provider> {
  /** Its own id: proof takes looks with different ids. */
  readonly id: string;
  readonly startedAt: Instant;
  /** When the look ended; the only time that a decision knows. */
  readonly observedAt: Instant;
  /** By the key of the need. */
  readonly sights: Readonly<Record<string, Sight<P['resource']>>>;
}

const notAskedFor: Sight<never> = {
  sight: 'not-looked',
  error: { kind: 'internal', message: 'this look was not asked for it' },
};

/** What a snapshot has for a key; `not-looked` where it was not asked for. */
export function sightOf<P extends Provider>(snapshot: Snapshot<P>, key: string): Sight<P['resource']> {
  return snapshot.sights[key] ?? notAskedFor;
}
