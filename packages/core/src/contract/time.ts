/** A point in time: milliseconds since the Unix epoch, UTC. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Milliseconds = number;

/** A stretch of time in which something may begin, such as a maintenance window. */
export interface TimeSpan {
  readonly from: Instant;
  readonly until: Instant;
}
