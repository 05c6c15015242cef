import type { Result, ResultAsync } from 'neverthrow';
import type { ThrottledError, UpgradeError } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Instance, InstanceFilter, VersionPath } from './instance.ts';
import type { StepMemory } from './memory.ts';
import type { PlanDraft, PlannedMember, PlannedStep, Scope, UpgradePlan } from './plan.ts';
import type { Provider } from './provider.ts';
import type { InstanceRef } from './reference.ts';
import type { EffectiveTime } from './request.ts';
import type { Sight, Snapshot } from './snapshot.ts';
import type { Instant, Milliseconds } from './time.ts';
import type { CallAnswer, Verdict } from './verdict.ts';

/** Permission to send one request: waits for its turn in the scope's budget, or says why there is none. */
export type Gate = (use: 'read' | 'write') => ResultAsync<void, UpgradeError>;

/** What a driver may use while it reads: no clock and no randomness of its own. */
export interface Reach {
  readonly gate: Gate;
  readonly now: () => Instant;
  /**
   * Waits for another turn for a read that the cloud throttled so many times in a row, or says why there is none.
   * Absent: the next look reads it.
   */
  readonly again?: (error: ThrottledError, times: number) => ResultAsync<void, UpgradeError>;
}

/** A request after validation. */
export interface ResolvedRequest<P extends Provider> {
  readonly reference: InstanceRef;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  readonly onlyThis: boolean;
  readonly options: P['options'] | undefined;
}

/** What `decide` knows besides the snapshot and its own memory. */
export interface StepContext<P extends Provider> {
  readonly plan: UpgradePlan<P>;
  /** Memories of the other steps, by id: read-only. */
  readonly memories: Readonly<Record<string, StepMemory<P>>>;
  /** How long the cloud may take to show a change. */
  readonly settle: Milliseconds;
  /** When a person last said `continue`. */
  readonly continuedAt?: Instant;
}

/** One kind of step: what it looks at, what it makes of a look, and how its call is sent. A file of its own. */
export interface StepKind<P extends Provider> {
  /** `step.input.kind` of the steps that are its business. */
  readonly kind: P['step']['kind'];
  /** Attempts at most, where an attempt that took effect may be made again. Default 1. */
  readonly attempts?: number;
  /** Reads in a row that prove it done, where no old look can show it. Default: the policy's. */
  readonly reads?: number;
  /** False for a kind that only waits and never has a call: nothing is compared for it. Default true. */
  readonly sends?: boolean;
  /** Whether its call carries the token, so that the same call may go out twice. */
  readonly idempotent: boolean;
  /** What has to be looked at to decide; only that. */
  needs(step: PlannedStep<P>, memory: StepMemory<P>, context: StepContext<P>): readonly P['need'][];
  /** Pure. Called only when everything in `needs` was looked at. */
  decide(
    step: PlannedStep<P>,
    snapshot: Snapshot<P>,
    memory: StepMemory<P>,
    context: StepContext<P>,
  ): Verdict<P>;
}

/** How a member looks in one snapshot. */
export interface MemberView {
  /** Absent for members without a version of their own. */
  readonly version?: string;
  /** Nothing about it is changing now. */
  readonly settled: boolean;
  /** What still waits to be applied; empty when nothing does. */
  readonly pending: readonly string[];
  /** What is wrong with it that was not wrong when the plan was made; a run that ends with it has not succeeded. */
  readonly trouble?: string;
  /** What an outcome shows. */
  readonly facts: Facts;
  /** Fields that must not move between plan and start; nothing volatile. */
  readonly fingerprint: Facts;
}

/**
 * What a provider implements, and no more: it lists, looks, plans, and has a module for each kind of step.
 * Only `list`, `survey`, `look` and `send` touch the network; all else is pure.
 */
export interface Driver<P extends Provider> {
  readonly provider: P['id'];
  readonly specificationVersion: 1;
  /** An answer that has not come by then will not come. */
  readonly callTimeout: Milliseconds;
  /** Requests that the cloud takes, an account and region. */
  readonly budget: { readonly capacity: number; readonly refillPerSecond: number };
  /** Whether the cloud compares keys and values of tags without regard to case. Default: it does not. */
  readonly tagsIgnoreCase?: true;
  scope(reference: InstanceRef): Scope;
  list(filter: InstanceFilter, reach: Reach): AsyncIterable<Result<Instance<P>, UpgradeError>>;
  /** Reads one instance. */
  read(reference: InstanceRef, reach: Reach): ResultAsync<Instance<P>, UpgradeError>;
  /** Reads everything that a plan is made from. What cannot be read is in it as not looked at. */
  survey(request: ResolvedRequest<P>, reach: Reach): ResultAsync<P['survey'], UpgradeError>;
  /** Reads the targets that the cloud offers from here. */
  versions(reference: InstanceRef, reach: Reach): ResultAsync<readonly VersionPath[], UpgradeError>;
  /** Pure: the steps, or why there is no way. */
  draft(request: ResolvedRequest<P>, survey: P['survey'], now: Instant): Result<PlanDraft<P>, UpgradeError>;
  /** Pure: the findings on a draft. */
  preconditions(
    request: ResolvedRequest<P>,
    survey: P['survey'],
    draft: PlanDraft<P>,
    now: Instant,
  ): readonly Finding[];
  /** What shows a member, for its view. */
  memberNeeds(member: PlannedMember, plan: UpgradePlan<P>): readonly P['need'][];
  /** Pure: how a member looks. */
  view(member: PlannedMember, snapshot: Snapshot<P>): Sight<MemberView>;
  readonly steps: readonly StepKind<P>[];
  /**
   * Looks at many things in the fewest calls. Never fails as a whole: what could not be looked at is in it as
   * `not-looked` with its error; `absent` only where a complete listing and a direct look both lack it.
   */
  look(needs: readonly P['need'][], reach: Reach): Promise<Readonly<Record<string, Sight<P['resource']>>>>;
  /** Sends exactly one request, as stored with the intent. */
  send(call: P['call'], token: string): Promise<CallAnswer<P>>;
  /** Checks what was parsed of a stored step: pure; used when a handle or plan is loaded. */
  readonly validStep: (input: unknown) => boolean;
  /**
   * Whether a stored call is about what its step is about, the same operation on the same thing: pure; used when a
   * handle is loaded, since a stored call goes out as it is. Default: any is.
   */
  validCall?(step: P['step'], call: unknown): boolean;
}
