import type { ProviderEntry } from '../providers/provider-entry.ts';
import type { JsonSchema } from './json-schema.ts';
import { duration, strict, text } from './schema-parts.ts';

const hook = strict(
  'a command, such as {"command": ["./announce"], "timeout": "30s"}',
  {
    command: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'a program and its arguments, such as ["./announce", "--team", "data"]; no shell reads it',
    },
    timeout: duration,
  },
  ['command'],
);
const hooks = strict('commands around instances and waves', {
  'before-wave': hook,
  'after-wave': hook,
  'before-instance': hook,
  'after-instance': hook,
});
const budget = strict(
  'requests such as {"capacity": 20, "refillPerSecond": 5}',
  {
    capacity: { type: 'number', minimum: 1, maximum: 100_000, description: 'requests at once, at least 1' },
    refillPerSecond: {
      type: 'number',
      minimum: 0.1,
      maximum: 10_000,
      description: 'requests a second, at least 0.1',
    },
  },
  ['capacity', 'refillPerSecond'],
);

/** What a schema has to know of providers. */
export type Providers = readonly Pick<ProviderEntry, 'id' | 'requestOptions' | 'roles'>[];

/** The schema of what a plan carries, besides what core knows: its logins and hooks. */
export function fleetCarrySchema(providers: Providers): JsonSchema {
  const name = { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,60}$' } as const;
  const profile = strict(
    'a login, such as {"name": "production", "provider": "aws-dms", "regions": ["us-east-1"]}',
    {
      name: { ...name, description: 'a name of letters, digits, "-", "_" and "."' },
      provider: { type: 'string', enum: providers.map(({ id }) => id) },
      profile: text("a profile of the cloud's own configuration file"),
      role: roleSchema(providers),
      regions: {
        type: 'array',
        items: { type: 'string', pattern: '^[a-z0-9-]{1,40}$', description: 'a region such as us-east-1' },
        minItems: 1,
        uniqueItems: true,
        description: 'regions, each once, such as ["us-east-1"]',
      },
      account: { ...name, description: 'a name of letters, digits, "-", "_" and "."' },
      budget,
    },
    ['name', 'provider'],
  );
  const profiles: JsonSchema = {
    type: 'array',
    items: profile,
    minItems: 1,
    description: 'a list of logins, at least one',
  };
  return strict('logins and hooks', { profiles, hooks }, ['profiles']);
}

function roleSchema(providers: Providers): JsonSchema {
  const known = providers.flatMap(({ id, roles }) => (roles ? [{ id, ...roles }] : []));
  const examples = known.map(({ id, example }) => `${example} for ${id}`);
  return {
    type: 'string',
    pattern: known.map(({ pattern }) => pattern).join('|'),
    description: `the ARN of a role, such as ${examples.join(' or ')}`,
  };
}
