import type { Result, ResultAsync } from 'neverthrow';
import type { UpgradeError } from './errors.ts';
import type { Instance, InstanceFilter, VersionPath } from './instance.ts';
import type { UpgradeOutcome } from './outcome.ts';
import type { UpgradePlan } from './plan.ts';
import type { UpgradeProgress } from './progress.ts';
import type { Provider } from './provider.ts';
import type { InstanceRef } from './reference.ts';
import type { UpgradeRequest } from './request.ts';
import type { UpgradeHandle } from './run.ts';
import type { Milliseconds } from './time.ts';

/** How a plan is started. */
export interface StartOptions {
  /** Warnings that are accepted, by the name of their finding. Default: none. */
  readonly accept?: readonly string[] | 'all';
}

/** How long to wait. */
export interface WaitOptions {
  /** Default: until it ends. */
  readonly timeout?: Milliseconds;
  /** Stops waiting between two looks; the run is unharmed. */
  readonly signal?: AbortSignal;
  /** Called after every look. What it throws is ignored. */
  readonly onProgress?: (progress: UpgradeProgress<Provider>) => void;
}

/**
 * Upgrades of one provider. The same for every cloud; nothing in it throws or rejects.
 *
 * @example
 * ```ts
 * const plan = await upgrader.plan({ reference: 'alibaba-rds://cn-hangzhou/rm-orders', to: '5.6' });
 * if (plan.isErr()) return console.error(plan.error.message);
 * const task = await upgrader.start(plan.value, { accept: ['database-checks'] });
 * if (task.isErr()) return console.error(task.error.message);
 * const outcome = await task.value.wait();
 * ```
 */
export interface EngineUpgrader<P extends Provider> {
  readonly provider: P['id'];
  /** Lists instances. A listing that fails halfway yields its error last. */
  instances(filter?: InstanceFilter): AsyncIterable<Result<Instance<P>, UpgradeError>>;
  instance(reference: InstanceRef | string): ResultAsync<Instance<P>, UpgradeError>;
  /** The targets that the cloud offers from here, with hops and dates. */
  versions(reference: InstanceRef | string): ResultAsync<readonly VersionPath[], UpgradeError>;
  /** Makes a plan. Reads only. */
  plan(request: UpgradeRequest<P>): ResultAsync<UpgradePlan<P>, UpgradeError>;
  /**
   * Starts a plan: stores the run and claims every member. Sends nothing yet; `advance` and `wait` do.
   * A plan starts one run, ever: starting it again returns that run.
   */
  start(plan: UpgradePlan<P>, options?: StartOptions): ResultAsync<UpgradeTask<P>, UpgradeError>;
  /**
   * Goes on with a run, by its handle (object or JSON text) or by its id in the store. A run that needed an
   * operator is taken up again. Where the store has the run, an older handle yields to it.
   */
  resume(handle: UpgradeHandle<P> | string): ResultAsync<UpgradeTask<P>, UpgradeError>;
  /** Opens a run to look at, without taking it up again. */
  open(runId: string): ResultAsync<UpgradeTask<P>, UpgradeError>;
}

/** A started upgrade. Not a promise: nothing happens between two calls. */
export interface UpgradeTask<P extends Provider> {
  /** As of the last call. */
  readonly handle: UpgradeHandle<P>;
  /** Where it stands, as of the last call; reads nothing. */
  readonly progress: UpgradeProgress<P>;
  /** Looks once, decides, stores the intents, acts. */
  advance(): ResultAsync<UpgradeProgress<P>, UpgradeError>;
  /**
   * Advances until the run ends or needs an operator. Errors: `still-running` after the time-out, the signal,
   * or at a pause that a person has to end; `credentials` when the login stays refused. The run is unharmed in each case.
   */
  wait(options?: WaitOptions): ResultAsync<UpgradeOutcome<P>, UpgradeError>;
  /** Ends a pause that the run is in; without effect where it is in none. */
  continue(): ResultAsync<UpgradeProgress<P>, UpgradeError>;
  /** Asks the run to stop at the next safe point and to restore; `advance` carries it out. */
  cancel(): ResultAsync<UpgradeProgress<P>, UpgradeError>;
}
