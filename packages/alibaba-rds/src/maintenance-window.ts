import type { Instant, TimeSpan } from '@engine-upgrader/core';

const day = 86_400_000;
const minute = 60_000;
const shape = /^(\d{1,2}):(\d{2})Z-(\d{1,2}):(\d{2})Z$/;

/** A daily window: when it opens, in milliseconds after midnight UTC, and how long it is open. */
interface DailyWindow {
  readonly opens: number;
  readonly length: number;
}

/** Reads a window; none where the text is no window. */
function parseWindow(text: string): DailyWindow | undefined {
  const parts = shape.exec(text);
  if (!parts) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.slice(1).map(Number);
  if (fromHour > 24 || toHour > 24 || fromMinute > 59 || toMinute > 59) return undefined;
  const opens = ((fromHour * 60 + fromMinute) * minute) % day;
  const closes = ((toHour * 60 + toMinute) * minute) % day;
  return { opens, length: closes > opens ? closes - opens : closes - opens + day };
}

/** Whether a text is a maintenance window as RDS words it, such as `18:00Z-22:00Z`. */
export function isMaintenanceWindow(text: string | undefined): boolean {
  return text !== undefined && parseWindow(text) !== undefined;
}

/**
 * The first window that has not closed at a time: the one that is open then, or else the next one.
 *
 * @param text `18:00Z-22:00Z`: UTC, may cross midnight (ModifyDBInstanceMaintainTime)
 * @returns none where the text is no window
 */
export function maintenanceWindow(text: string, after: Instant): TimeSpan | undefined {
  const window = parseWindow(text);
  if (!window) return undefined;
  const midnight = Math.floor(after / day) * day;
  const first = midnight - day + window.opens;
  const missed = Math.floor((after - first - window.length) / day) + 1;
  const from = first + Math.max(0, missed) * day;
  return { from, until: from + window.length };
}
