import type { Provider } from '@engine-upgrader/core';
import type { ExampleServer } from './cloud.ts';

/** A server as a look sees it. */
export type SeenServer = ExampleServer & { readonly status: 'running' | 'upgrading' };

/** The smallest provider: servers that are upgraded one version at a time, replicas before their primary. */
export interface Example extends Provider {
  readonly id: 'example';
  readonly instance: { readonly servers: number };
  readonly options: Readonly<Record<string, never>>;
  readonly survey: { readonly family: readonly SeenServer[] };
  readonly step: {
    readonly kind: 'upgrade-server';
    readonly server: string;
    readonly from: string;
    readonly to: string;
  };
  readonly call: { readonly operation: 'Upgrade'; readonly server: string; readonly version: string };
  readonly acknowledgement: { readonly taskId: string };
  readonly note: Readonly<Record<string, never>>;
  readonly need: { readonly key: string };
  readonly resource: SeenServer;
}
