import type { Json } from './facts.ts';

/** An object of JSON values. */
export type JsonObject = { readonly [key: string]: Json | undefined };

/**
 * What makes one provider's types its own. A type only: drivers declare one and every type of core that
 * belongs to a provider takes it as its parameter, so the handle of one provider is not that of another.
 *
 * @example
 * ```ts
 * interface AlibabaRds extends Provider {
 *   readonly id: 'alibaba-rds';
 *   readonly acknowledgement: { readonly taskId?: string };
 * }
 * ```
 */
export interface Provider {
  /** The scheme of its references. */
  readonly id: string;
  /** What `Instance.detail` holds. */
  readonly instance: object;
  /** Choices of a request that only this provider has. */
  readonly options: object;
  /** Everything that was read to make a plan. */
  readonly survey: object;
  /** What a step is told by its plan; `kind` names its module. */
  readonly step: { readonly kind: string };
  /** One mutating request: the operation and its arguments, stored verbatim with the intent. */
  readonly call: { readonly operation: string };
  /** The provider's own ids of an accepted call. */
  readonly acknowledgement: object;
  /** What a step keeps in mind between looks, such as how a task was before it was stopped. */
  readonly note: object;
  /** Something to look at; `key` is where a snapshot has it. */
  readonly need: { readonly key: string };
  /** What a look sees: named fields only. */
  readonly resource: object;
}
