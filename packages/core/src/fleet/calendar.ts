import type { Instant } from '../contract/time.ts';
import type { Calendar, Weekday } from './request.ts';

const minute = 60_000;
const wholeDay = 24 * 60;
/** Further ahead nothing opens any more: longer than a year with its freezes. */
const horizon = 400 * wholeDay * minute;
/** Clocks are put forward and back at quarters of an hour. */
const stride = 15 * minute;

/** More than clocks are ever put forward or back at once. */
const clockChange = 3 * 60 * minute;

const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface LocalTime {
  /** `2026-12-24`. */
  readonly date: string;
  readonly minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

function localTime(at: Instant, timeZone: string): LocalTime {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(at)) parts[type] = value;
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** Minutes since midnight of `22:30`; `undefined` for what is no time of day. */
export function minutesOf(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const total = Number(hours) * 60 + Number(minutes);
  return total <= wholeDay ? total : undefined;
}

/** Whether a time zone is one that the machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether something may begin at that time. */
export function isOpen(calendar: Calendar, at: Instant): boolean {
  return isOpenAt(calendar, localTime(at, calendar.timeZone ?? 'UTC'));
}

function isOpenAt({ hours, days, freezes }: Calendar, local: LocalTime): boolean {
  if (isFrozen(freezes, local)) return false;
  const from = minutesOf(hours?.from ?? '00:00') ?? 0;
  const to = minutesOf(hours?.to ?? '24:00') ?? wholeDay;
  const overMidnight = to <= from;
  const afterMidnight = overMidnight && local.minutes < to;
  const within = overMidnight
    ? afterMidnight || local.minutes >= from
    : local.minutes >= from && local.minutes < to;
  if (!within) return false;
  const weekday = new Date(`${local.date}T00:00:00Z`).getUTCDay();
  const counted = weekdays[(weekday + (afterMidnight ? 6 : 0)) % 7] ?? 'sun';
  return days?.includes(counted) ?? true;
}

function isFrozen(freezes: Calendar['freezes'], { date }: LocalTime): boolean {
  return freezes?.some(({ from, to }) => date >= from && date <= to) ?? false;
}

/** When something may begin next, at that time or after it; `undefined` where it never may. */
export function nextOpening(calendar: Calendar | undefined, at: Instant): Instant | undefined {
  if (!calendar) return at;
  const { timeZone = 'UTC', hours, freezes } = calendar;
  const begins = [minutesOf(hours?.from ?? '00:00') ?? 0, wholeDay];
  for (let candidate = at; candidate < at + horizon; ) {
    const local = localTime(candidate, timeZone);
    if (isOpenAt(calendar, local)) return candidate;
    const next = nextCandidate(candidate, local, begins);
    const evening = candidate + (wholeDay - local.minutes) * minute - clockChange;
    candidate = isFrozen(freezes, local) ? Math.max(next, evening) : next;
  }
  return undefined;
}

/** Nothing opens in between: only where hours or a day begin, and where clocks are put forward or back. */
function nextCandidate(at: Instant, { minutes }: LocalTime, begins: readonly number[]): Instant {
  const quarter = Math.floor(at / stride) * stride + stride;
  const whole = Math.floor(at / minute) * minute;
  const ahead = begins.filter((begin) => begin > minutes).map((begin) => whole + (begin - minutes) * minute);
  return Math.min(quarter, ...ahead);
}
