import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import { type InvalidInputError, invalidInput } from '../contract/errors.ts';
import type { Json } from '../contract/facts.ts';
import type { Instant } from '../contract/time.ts';
import { checkShape } from '../document/check-shape.ts';
import { isJson } from '../document/json.ts';
import { isTimeZone, minutesOf, nextOpening } from './calendar.ts';
import type { Calendar, FleetRequest, Share } from './request.ts';
import { calendarSchema } from './schema.ts';

const texts = z.array(z.string().check(z.minLength(1)));
const tags = z.record(z.string(), z.string());
const share = z.custom<Share>((value) => typeof value === 'number' || typeof value === 'string');
const wave = {
  tags: z.exactOptional(tags),
  size: z.exactOptional(share),
  bake: z.exactOptional(z.number().check(z.nonnegative())),
};

const requestSchema: z.ZodMiniType<FleetRequest> = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  select: z.exactOptional(
    z.strictObject({
      references: z.exactOptional(texts),
      tags: z.exactOptional(tags),
      name: z.exactOptional(z.string().check(z.minLength(1))),
      versions: z.exactOptional(texts),
      engine: z.exactOptional(z.string().check(z.minLength(1))),
      forcedBefore: z.exactOptional(z.number()),
      except: z.exactOptional(texts),
    }),
  ),
  to: z.string().check(z.minLength(1), z.maxLength(40)),
  effectiveTime: z.exactOptional(z.enum(['immediate', 'maintenance-window'])),
  options: z.exactOptional(z.record(z.string(), z.record(z.string(), z.unknown()))),
  canary: z.exactOptional(z.union([z.literal(false), z.strictObject(wave)])),
  waves: z.exactOptional(
    z.array(z.strictObject({ name: z.exactOptional(z.string().check(z.minLength(1))), ...wave })),
  ),
  maxConcurrency: z.exactOptional(share),
  maxConcurrencyPerScope: z.exactOptional(share),
  maxErrors: z.exactOptional(share),
  calendar: z.exactOptional(calendarSchema),
  approval: z.exactOptional(z.enum(['instances', 'transitions'])),
  deadline: z.exactOptional(z.number()),
  carry: z.exactOptional(z.custom<Json>(isJson)),
});

/** Checks a request, before anything is read. */
export function checkFleetRequest(request: unknown, now: Instant): Result<FleetRequest, InvalidInputError> {
  const shape = checkShape(requestSchema, request);
  if (shape.isErr()) {
    const field = shape.error.field || 'request';
    return err(invalidInput(field, `${field}: ${shape.error.message}; nothing was read or changed`));
  }
  const fault = shape.value.calendar && faultInCalendar(shape.value.calendar, now);
  return fault === undefined ? ok(shape.value) : err(invalidInput('calendar', `calendar: ${fault}`));
}

function faultInCalendar(calendar: Calendar, now: Instant): string | undefined {
  const { timeZone = 'UTC', hours, freezes = [], days } = calendar;
  if (!isTimeZone(timeZone)) return `"${timeZone}" is no time zone; right is one such as Europe/Berlin`;
  for (const time of hours ? [hours.from, hours.to] : []) {
    if (minutesOf(time) === undefined) return `"${time}" is no time of day; right is 00:00 to 24:00`;
  }
  for (const { from, to } of freezes) {
    for (const date of [from, to]) if (!isDate(date)) return `"${date}" is no date; right is 2026-12-24`;
    if (to < from) return `the freeze from ${from} ends before it begins, on ${to}`;
  }
  if (days?.length === 0) return 'days is empty, so that it never opens; right is mon to sun';
  return nextOpening(calendar, now) === undefined
    ? 'it does not open within 400 days; no instance would ever begin'
    : undefined;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
