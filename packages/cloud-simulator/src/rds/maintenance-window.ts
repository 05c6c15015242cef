/** A daily window, in minutes since midnight UTC; `end` is before `start` when it crosses midnight. */
export interface MaintenanceWindow {
  start: number;
  end: number;
}

const day = 24 * 60 * 60_000;
const minute = 60_000;

/** Reads `18:00Z-22:00Z`; undefined for anything else. */
export function parseMaintenanceWindow(text: string): MaintenanceWindow | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)Z-([01]\d|2[0-3]):([0-5]\d)Z$/.exec(text);
  if (match === null) return undefined;
  const start = Number(match[1]) * 60 + Number(match[2]);
  const end = Number(match[3]) * 60 + Number(match[4]);
  return start === end ? undefined : { start, end };
}

/** How long the window stays open, in milliseconds. */
export function windowLength(window: MaintenanceWindow): number {
  return ((window.end - window.start + 1440) % 1440) * minute;
}

/** When the window that is open at `now` opened or, if it is closed, when it opens next. */
export function windowOpening(window: MaintenanceWindow, now: number): number {
  const midnight = Math.floor(now / day) * day;
  const opening = midnight + window.start * minute;
  for (const candidate of [opening - day, opening]) {
    if (candidate + windowLength(window) > now) return candidate;
  }
  return opening + day;
}
