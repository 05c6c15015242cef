import { fleetCarrySchema, type Providers } from './carry-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { date, duration, share, strict, tags, text, texts } from './schema-parts.ts';

const wave = { tags, size: share(1), bake: duration };
const timeOfDay: JsonSchema = {
  type: 'string',
  pattern: '^([01]\\d|2[0-4]):[0-5]\\d$',
  description: 'a time of day from 00:00 to 24:00',
};
const day: JsonSchema = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'a date such as 2026-12-24',
};
const calendar = strict('when an upgrade may begin', {
  timeZone: text('a time zone such as Europe/Berlin'),
  days: {
    type: 'array',
    items: { type: 'string', enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
    minItems: 1,
    description: 'days from mon to sun, at least one',
  },
  hours: strict('from and to, such as {"from": "22:00", "to": "04:00"}', { from: timeOfDay, to: timeOfDay }, [
    'from',
    'to',
  ]),
  freezes: {
    type: 'array',
    items: strict('a first and a last date', { from: day, to: day }, ['from', 'to']),
    description: 'dates at which nothing begins',
  },
});
/** The schema of a fleet's configuration file: what is published, and what a file is checked with. */
export function fleetConfigSchema(providers: Providers): JsonSchema {
  const options = providers.map(({ id, requestOptions }): [string, JsonSchema] => {
    const known = requestOptions.map(({ name, description }): [string, JsonSchema] => [
      name,
      { description },
    ]);
    return [id, strict(`options of ${id}`, Object.fromEntries(known))];
  });
  const { properties } = strict('an object with at least a name and profiles', {
    $schema: { type: 'string', description: 'the address of this schema' },
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description: 'a name for people, such as mysql-5.6-out',
    },
    ...fleetCarrySchema(providers).properties,
    select: strict('which instances; all that is given has to hold', {
      references: texts('beginnings of references, such as ["aws-dms://us-east-1/"]'),
      tags,
      name: text('a pattern for the name such as orders-*'),
      versions: texts('versions, such as ["5.6", "3.4.*"]'),
      engine: text('the name of an engine, such as mysql'),
      forcedBefore: date,
      except: texts('references that are left out'),
    }),
    to: { type: 'string', minLength: 1, maxLength: 40, description: 'a version, or newest' },
    effectiveTime: { type: 'string', enum: ['immediate', 'maintenance-window'] },
    options: strict('options by provider', Object.fromEntries(options)),
    canary: {
      anyOf: [{ enum: [false] }, strict('a first wave', wave)],
      description: 'false, or a first wave such as {"size": 2, "bake": "30m"}',
    },
    waves: {
      type: 'array',
      items: strict('a wave', { name: text('a name'), ...wave }),
      description: 'a list of waves',
    },
    maxConcurrency: share(1),
    maxConcurrencyPerScope: share(1),
    maxErrors: share(0),
    calendar,
    approval: { type: 'string', enum: ['instances', 'transitions'] },
    deadline: date,
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A fleet of engine-upgrader',
    ...strict('an object with at least a name and profiles', properties ?? {}, ['name', 'profiles']),
  };
}
