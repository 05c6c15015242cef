import type { Sight } from '@engine-upgrader/core';
import type { Evidence } from './evidence.ts';
import type { RdsInstance, Role } from './instance.ts';

/** One of the family, as it was seen. */
export interface SurveyedMember {
  readonly url: string;
  readonly role: Role;
  readonly instance: Sight<RdsInstance>;
  readonly evidence: Evidence;
}

/** Everything that a plan is made from. */
export interface RdsSurvey {
  /** The instance that the request names. */
  readonly instance: RdsInstance;
  /** For a replica or disaster-recovery instance: its primary's reference, as far as it is known. */
  readonly primary?: string;
  /** The instance and those that go along; the primary first. */
  readonly members: readonly SurveyedMember[];
}
