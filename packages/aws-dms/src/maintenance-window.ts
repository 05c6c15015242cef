import type { Instant, TimeSpan } from '@engine-upgrader/core';

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minute = 60_000;
const week = 7 * 24 * 60 * minute;
/** 1 January 1970 was a Thursday. */
const firstSunday = 3 * 24 * 60 * minute;
/** What must be left of an open window for changes to be applied in it (SDK, PreferredMaintenanceWindow). */
const leastLeft = 30 * minute;

const shape = /^([a-z]{3}):(\d{1,2}):(\d{2})-([a-z]{3}):(\d{1,2}):(\d{2})$/i;

/** A weekly window: when it opens, in milliseconds after the start of Sunday UTC, and how long it is open. */
interface WeeklyWindow {
  readonly opens: number;
  readonly length: number;
}

function parseWindow(text: string): WeeklyWindow | undefined {
  const parts = shape.exec(text);
  if (!parts) return undefined;
  const opens = timeOfWeek(parts[1], parts[2], parts[3]);
  const closes = timeOfWeek(parts[4], parts[5], parts[6]);
  if (opens === undefined || closes === undefined || opens === closes) return undefined;
  return { opens, length: closes > opens ? closes - opens : closes - opens + week };
}

function timeOfWeek(day = '', hours = '', minutes = ''): number | undefined {
  const index = days.indexOf(day.toLowerCase());
  if (index < 0 || Number(hours) > 24 || Number(minutes) > 59) return undefined;
  return (((index * 24 + Number(hours)) * 60 + Number(minutes)) * minute) % week;
}

/** Whether a text is a maintenance window as DMS words it, such as `sun:06:00-sun:14:00`. */
export function isMaintenanceWindow(text: string | undefined): text is string {
  return text !== undefined && parseWindow(text) !== undefined;
}

/**
 * The first window in which a change that is queued at a time is applied: the one that is open then and has half
 * an hour left, or else the next one.
 *
 * @param text `ddd:hh24:mi-ddd:hh24:mi`, UTC; may cross the end of the week
 * @returns none where the text is no window
 */
export function maintenanceWindow(text: string, after: Instant): TimeSpan | undefined {
  const window = parseWindow(text);
  if (!window) return undefined;
  const first = Math.floor((after - firstSunday) / week) * week + firstSunday - week + window.opens;
  const usable = Math.max(0, window.length - leastLeft);
  const missed = Math.ceil((after - first - usable) / week);
  const from = first + Math.max(0, missed) * week;
  return { from, until: from + window.length };
}
