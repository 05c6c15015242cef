import type { CloudCall } from './answer.ts';
import type { Clock } from './clock.ts';
import type { DmsDurations, DmsSwitches } from './dms/index.ts';
import type { FaultPlan } from './faults.ts';
import type { Fleet } from './fleet.ts';
import type { Random } from './random.ts';
import type { RdsDurations, RdsSwitches } from './rds/index.ts';
import type { RequestLimit } from './request-limit.ts';

/** A refusal of a permission, or true. `status` is 403 for RDS and 400 for DMS unless it is given. */
export type Permission = true | { code: string; message: string; status?: number };

/** What a cloud is made from. Only the clock is needed. */
export interface CloudOptions {
  clock: Clock;
  /** Default: the seed 0. */
  random?: Random;
  /** The AWS account, in ARNs. Default `123456789012`. */
  account?: string;
  /** What exists at first. Default: `defaultFleet()`. Of a fleet that is given, a part left out is empty. */
  fleet?: Fleet;
  /** What the documentation leaves open. Defaults: `defaultRdsSwitches`, `defaultDmsSwitches`. */
  switches?: { rds?: Partial<RdsSwitches>; dms?: Partial<DmsSwitches> };
  /** How long things take, in milliseconds. */
  durations?: { rds?: Partial<RdsDurations>; dms?: Partial<DmsDurations> };
  /** What goes wrong. Default: nothing. */
  faults?: FaultPlan;
  /** Milliseconds that a call takes. Default 0. */
  latency?: (call: CloudCall) => number;
  /** The oldest state, in milliseconds, that a stale read shows. Default 30 s. */
  staleness?: number;
  /** How long a caller waits, in milliseconds, before the loss of an answer shows as a timeout. Default 10 s. */
  timeout?: number;
  /** Default: no limit. */
  requestLimit?: RequestLimit;
  /** Asked before every call; returns true, or the refusal that the access control answers with. */
  allow?: (call: CloudCall) => Permission;
}
