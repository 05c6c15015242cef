import { optionalActions } from '@engine-upgrader/aws-dms';
import { defaultDmsFleet, type Fleet } from '@engine-upgrader/cloud-simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Done, openPolicedClouds, type PolicedClouds } from './policed-clouds.ts';

interface Policy {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** The policy as `engine-upgrader policy` prints it: documents as IAM and RAM take them. */
async function printedPolicy(provider: string): Promise<Policy> {
  const clouds = await openPolicedClouds(new Set());
  const { code, stdout } = await clouds.run('policy', provider, '-o', 'json');
  await clouds.close();
  expect(code).toBe(0);
  const documents = JSON.parse(stdout) as Record<
    keyof Policy,
    { Statement: { Effect: string; Action: string[]; Resource: string }[] }
  >;
  const actionsOf = (name: keyof Policy): string[] =>
    documents[name].Statement.flatMap(({ Effect, Action, Resource }) => {
      expect([Effect, Resource]).toEqual(['Allow', '*']);
      for (const action of Action) expect(action).toMatch(/^(?:rds|dms):[A-Z][A-Za-z]+$/);
      return Action;
    });
  return { required: actionsOf('required'), optional: actionsOf('optional') };
}

const yes = ['--auto-approve', '--accept', 'all'];
const rdsOrders = 'alibaba-rds://cn-hangzhou/rm-orders';
const rdsBilling = 'alibaba-rds://cn-hangzhou/rm-billing';
const dmsOrders = 'aws-dms://us-east-1/orders';
const sideBySide = ['--strategy', 'side-by-side', '--pause-after-canary', 'no'];

type Strategy = (clouds: PolicedClouds) => Promise<Done>;

const strategies: Readonly<Record<string, Readonly<Record<string, Strategy>>>> = {
  'alibaba-rds': {
    'a family, at once': (clouds) => clouds.run('apply', rdsOrders, '--to', '5.6', ...yes),
    'in the maintenance window': (clouds) =>
      clouds.run('apply', rdsBilling, '--to', '8.0', '--effective-time', 'maintenance-window', ...yes),
  },
  'aws-dms': {
    'in place': (clouds) => clouds.run('apply', dmsOrders, '--to', '3.6.1', ...yes),
    'in place, in the maintenance window': (clouds) =>
      clouds.run('apply', dmsOrders, '--to', '3.6.1', '--effective-time', 'maintenance-window', ...yes),
  },
};

const beside: Strategy = async (clouds) => {
  const moved = await clouds.run('apply', dmsOrders, '--to', '3.6.1', ...sideBySide, ...yes);
  if (moved.code !== 0) return moved;
  const [, runId = ''] = /run ([0-9a-f]{32})/.exec(moved.stderr) ?? [];
  return clouds.run('cleanup', runId, '--auto-approve');
};

async function within(
  granted: Iterable<string>,
  strategy: Strategy,
  fleet?: Fleet,
): Promise<Done & { called: ReadonlySet<string> }> {
  const clouds = await openPolicedClouds(new Set(granted), fleet ? { fleet } : {});
  const done = await strategy(clouds);
  await clouds.close();
  return { ...done, called: clouds.called };
}

const without = (actions: readonly string[], one: string): string[] =>
  actions.filter((action) => action !== one);

beforeAll(() => {
  for (const name of [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  ]) {
    vi.stubEnv(name, 'simulated');
  }
});
afterAll(() => void vi.unstubAllEnvs());

describe.each(['alibaba-rds', 'aws-dms'])('the policy printed for %s', (provider) => {
  let policy: Policy;
  beforeAll(async () => {
    policy = await printedPolicy(provider);
  });

  it('suffices: every strategy in place runs through with the required actions alone', async () => {
    for (const [name, strategy] of Object.entries(strategies[provider] ?? {})) {
      const { code, stderr } = await within(policy.required, strategy);
      expect([name, code], stderr).toEqual([name, 0]);
    }
  });

  it('lacks nothing that is ever called', async () => {
    const all = [...policy.required, ...policy.optional];
    const called = new Set<string>();
    const everything = [
      ...Object.values(strategies[provider] ?? {}),
      ...(provider === 'aws-dms' ? [beside] : []),
    ];
    for (const strategy of [...everything, ((clouds) => clouds.run('instances', provider)) as Strategy]) {
      const done = await within(all, strategy);
      expect(done.code, done.stderr).toBe(0);
      for (const action of done.called) called.add(action);
    }
    const served = [...called].filter((action) =>
      action.startsWith(provider === 'aws-dms' ? 'dms:' : 'rds:'),
    );
    expect(served.filter((action) => !all.includes(action))).toEqual([]);
  });

  it('has nothing to spare: without any one required action something ends with 4 and names it', async () => {
    for (const action of policy.required) {
      const ends: (readonly [number, boolean])[] = [];
      for (const strategy of Object.values(strategies[provider] ?? {})) {
        const { code, stderr } = await within(without(policy.required, action), strategy);
        ends.push([code, stderr.includes(action)]);
      }
      expect([action, ends]).toEqual([action, expect.arrayContaining([[4, true]])]);
    }
  });
});

/** The default fleet, with a task in full load and a serverless replication besides. */
function fleetWithAll(): Fleet {
  const dms = defaultDmsFleet();
  const region = dms.regions['us-east-1'] ?? {};
  const ends = { source: 'orders-mysql', target: 'orders-postgres' };
  const loading = {
    ...ends,
    identifier: 'orders-loading',
    instance: 'orders',
    migrationType: 'full-load' as const,
    status: 'running',
    tables: 40,
    tablesLoaded: 1,
  };
  const serverless = {
    ...ends,
    identifier: 'orders-less',
    replicationType: 'cdc' as const,
    status: 'running',
  };
  return {
    dms: {
      ...dms,
      regions: {
        'us-east-1': { ...region, tasks: [...(region.tasks ?? []), loading], serverless: [serverless] },
      },
    },
  };
}

/** What shows that an optional action is missing, where it is no finding of a plan in place. */
const checkBeside: Strategy = (clouds) =>
  clouds.run('check', dmsOrders, '--to', '3.6.1', ...sideBySide, '-o', 'json');
const shownElsewhere: Readonly<Record<string, Strategy>> = {
  'dms:DescribeEventSubscriptions': checkBeside,
  'dms:DescribeAccountAttributes': checkBeside,
  'dms:DescribeReplicationConfigs': (clouds) => clouds.run('instances', 'aws-dms'),
  'dms:DescribeReplications': (clouds) => clouds.run('instances', 'aws-dms'),
  'rds:ListTagResources': (clouds) =>
    clouds.run('fleet', 'plan', 'alibaba-rds://', '--to', '5.6', '--tag', 'team=orders'),
};

it('for side by side of AWS DMS, what the policy says is for it suffices besides what is required', async () => {
  const { required } = await printedPolicy('aws-dms');
  const named = optionalActions
    .filter(({ purpose }) => /side by side|cleanup/.test(purpose))
    .map(({ action }) => action);
  const { code, stderr } = await within([...required, ...named], beside);
  expect(code, stderr).toBe(0);
});

const check =
  (reference: string, to: string): Strategy =>
  (clouds) =>
    clouds.run('check', reference, '--to', to, '-o', 'json');

describe('an optional action that is taken out', () => {
  it('of ApsaraDB RDS makes its finding unknown, or ends what needs it with 4; either names it', async () => {
    const { required, optional } = await printedPolicy('alibaba-rds');
    for (const action of optional) {
      const granted = without([...required, ...optional], action);
      const elsewhere = shownElsewhere[action];
      if (elsewhere) {
        const refused = await within(granted, elsewhere);
        expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining(action)]);
        continue;
      }
      const { code, stdout } = await within(granted, check(rdsOrders, '5.6'));
      expect([action, code]).toEqual([action, 0]);
      expect(unknownFindings(stdout).join(), action).toContain(action);
    }
  });

  it('of AWS DMS makes its finding unknown, or ends what needs it with 4; either names it', async () => {
    const { required, optional } = await printedPolicy('aws-dms');
    const seen: Record<string, unknown> = {};
    for (const action of optional) {
      const granted = without([...required, ...optional], action);
      const checked = await within(
        granted,
        shownElsewhere[action] ?? check(dmsOrders, '3.6.1'),
        fleetWithAll(),
      );
      const told = checked.stdout.startsWith('[') && unknownFindings(checked.stdout).join().includes(action);
      const refused = checked.code === 4 && checked.stderr.includes(action);
      const moved = told || refused ? undefined : await within(granted, beside);
      seen[action] = told ||
        refused ||
        (moved?.code === 4 && moved.stderr.includes(action)) || [moved?.code, moved?.stderr.slice(-700)];
    }
    expect(seen).toEqual(Object.fromEntries(optional.map((action) => [action, true])));
  });
});

function unknownFindings(stdout: string): string[] {
  const findings = JSON.parse(stdout) as { status: string; message: string; remedy?: string }[];
  return findings
    .filter(({ status }) => status === 'unknown')
    .map(({ message, remedy }) => `${message} ${remedy ?? ''}`);
}
