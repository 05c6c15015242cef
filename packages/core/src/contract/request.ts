import type { Provider } from './provider.ts';
import type { InstanceRef } from './reference.ts';

/** When an upgrade takes effect. */
export type EffectiveTime = 'immediate' | 'maintenance-window';

/** What is wanted. */
export interface UpgradeRequest<P extends Provider> {
  /** The instance, as a reference or its URL. */
  readonly reference: InstanceRef | string;
  /** The target version, or `newest` for the newest that the cloud offers. */
  readonly to: string;
  /** Default `immediate`. */
  readonly effectiveTime?: EffectiveTime;
  /** Upgrade this instance alone, without its family. Default false. */
  readonly onlyThis?: boolean;
  /** Choices that only this provider has. */
  readonly options?: P['options'];
}
