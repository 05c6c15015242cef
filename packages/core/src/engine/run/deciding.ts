import type { Driver } from '../../contract/driver.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import type { Policy } from '../policy.ts';

/** What core brings to a decision. */
export interface Deciding<P extends Provider> {
  readonly driver: Driver<P>;
  readonly policy: Policy;
  /** Until when an intent made now may be sent. */
  readonly sendBy: Instant;
  /** Who looked. */
  readonly observer: string;
}
