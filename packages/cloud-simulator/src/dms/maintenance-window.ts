const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minute = 60_000;
const week = 7 * 24 * 60 * minute;
// 4 January 1970 was the first Sunday since the epoch.
const firstSunday = 3 * 24 * 60 * minute;

/** A weekly time range in UTC: minutes since Sunday 00:00, and how long it lasts in minutes. */
export interface MaintenanceWindow {
  readonly start: number;
  readonly length: number;
}

const pattern = /^([a-z]{3}):(\d{2}):(\d{2})-([a-z]{3}):(\d{2}):(\d{2})$/;

function minutesOf(day: string, hours: string, minutes: string): number | undefined {
  const index = days.indexOf(day);
  if (index < 0 || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (index * 24 + Number(hours)) * 60 + Number(minutes);
}

/** Reads `ddd:hh24:mi-ddd:hh24:mi`; undefined if it is none, or shorter than 30 minutes (SDK). */
export function parseMaintenanceWindow(text: string): MaintenanceWindow | undefined {
  const match = pattern.exec(text.toLowerCase());
  if (match === null) return undefined;
  const start = minutesOf(match[1] ?? '', match[2] ?? '', match[3] ?? '');
  const end = minutesOf(match[4] ?? '', match[5] ?? '', match[6] ?? '');
  if (start === undefined || end === undefined) return undefined;
  const length = (end - start + 7 * 24 * 60) % (7 * 24 * 60);
  return length < 30 ? undefined : { start, length };
}

/**
 * When things that wait for the window can begin: now, if it is open and stays so for 30 minutes (SDK: "there
 * must be at least 30 minutes between the current time and end of the window"), else at its next opening.
 */
export function nextOpening(window: MaintenanceWindow, now: number): number {
  const begin = firstSunday + window.start * minute;
  const passed = (((now - begin) % week) + week) % week;
  if (passed <= (window.length - 30) * minute) return now;
  return now - passed + week;
}
