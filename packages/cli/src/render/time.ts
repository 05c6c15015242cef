import type { Instant } from '@engine-upgrader/core';

/** A point in time for people: ISO 8601 in UTC, to the second. */
export function instant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The time of day in UTC. */
export function timeOfDay(at: Instant): string {
  return `${new Date(at).toISOString().slice(11, 19)}Z`;
}
