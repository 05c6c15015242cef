import type { Driver, InstanceRef, Milliseconds, Provider, UpgradeError } from '@engine-upgrader/core';
import { ResultAsync } from 'neverthrow';
import type { Environment } from './io.ts';

/** What a driver is made from. */
export interface DriverSettings {
  readonly environment: Environment;
  /** How long one request may take. Default: the driver's. */
  readonly callTimeout?: Milliseconds;
  /** Requests a second that an account and region take. Default: the driver's. */
  readonly callsPerSecond?: number;
  /** Profiles by provider; under the empty name the one for all others. */
  readonly profiles: Readonly<Record<string, string>>;
}

/** What an option's text can stand for. */
export type OptionValue = string | number | boolean | readonly string[];

/** An option of `plan`, `check` and `apply` that only one provider has. */
export interface RequestOption {
  /** Its name in the request's `options`. */
  readonly name: string;
  /** As on the command line: `--replica-order <order>`. */
  readonly flags: string;
  readonly description: string;
  /** Makes the request's value of the text; `undefined` when the text cannot be one. */
  readonly parse: (text: string) => OptionValue | undefined;
  /** What would be right, for the error. */
  readonly right: string;
}

/** An action that a login has to be allowed, and what for. */
export interface PolicyAction {
  readonly action: string;
  readonly purpose: string;
}

/** The least that a login has to be allowed. */
export interface LeastPolicy {
  readonly required: readonly PolicyAction[];
  /** Reads without which a finding is `unknown`. */
  readonly optional: readonly PolicyAction[];
  /** The version of the cloud's policy language. */
  readonly languageVersion: string;
}

/** A cloud service that the command line knows. Its driver is loaded when it is first needed. */
export interface ProviderEntry {
  /** The scheme of its references. */
  readonly id: string;
  /** An example of a reference. */
  readonly example: string;
  readonly requestOptions: readonly RequestOption[];
  readonly driver: (settings: DriverSettings) => Promise<Driver<Provider>>;
  /** Names of its instances that are no references, and how such a name is looked up. */
  readonly arns?: {
    /** What they begin with. */
    readonly mark: string;
    readonly referenceOf: (arn: string, settings: DriverSettings) => ResultAsync<InstanceRef, UpgradeError>;
  };
  readonly policy: () => Promise<LeastPolicy>;
}

/** What the options of every driver have in common. */
interface CommonOptions {
  readonly environment: Environment;
  readonly callTimeout?: Milliseconds;
  readonly budget?: { readonly capacity: number; readonly refillPerSecond: number };
  readonly profile?: string;
}

function optionsOf(
  provider: string,
  { environment, callTimeout, callsPerSecond, profiles }: DriverSettings,
): CommonOptions {
  const rate = callsPerSecond;
  const profile = profiles[provider] ?? profiles[''];
  return {
    environment,
    ...(profile === undefined ? {} : { profile }),
    ...(callTimeout === undefined ? {} : { callTimeout }),
    ...(rate === undefined ? {} : { budget: { capacity: Math.max(1, 4 * rate), refillPerSecond: rate } }),
  };
}

function oneOf(...choices: readonly string[]): Pick<RequestOption, 'parse' | 'right'> {
  return { parse: (text) => choices.find((choice) => choice === text), right: choices.join(', ') };
}

function wholeNumber(most: number, least = 1): Pick<RequestOption, 'parse' | 'right'> {
  const parse = (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
  return { parse, right: `${least} to ${most}` };
}

/** Names, separated by commas; or one of the words that stand for a choice. */
function names(...words: readonly string[]): Pick<RequestOption, 'parse' | 'right'> {
  const parse = (text: string): string | readonly string[] | undefined => {
    if (words.includes(text)) return text;
    const list = text.split(',').map((name) => name.trim());
    return list.every((name) => name !== '') ? list : undefined;
  };
  return { parse, right: [...words, 'names separated by commas'].join(', ') };
}

function anyName(example: string): Pick<RequestOption, 'parse' | 'right'> {
  return {
    parse: (text) => (/^\S{1,63}$/.test(text) ? text : undefined),
    right: `a name such as ${example}`,
  };
}

const yesOrNo: Pick<RequestOption, 'parse' | 'right'> = {
  parse: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
  right: 'yes, no',
};

const alibabaRds: ProviderEntry = {
  id: 'alibaba-rds',
  example: 'alibaba-rds://cn-hangzhou/rm-uf6wjk5',
  requestOptions: [
    {
      name: 'replicaOrder',
      flags: '--replica-order <order>',
      description:
        'replicas before their primary or along with it: auto (default), replicas-first, with-primary',
      ...oneOf('auto', 'replicas-first', 'with-primary'),
    },
    {
      name: 'parallelReplicas',
      flags: '--parallel-replicas <number>',
      description: 'replicas upgraded at the same time (default 1)',
      ...wholeNumber(100),
    },
  ],
  driver: async (settings) => {
    const { createAlibabaRdsDriver } = await import('@engine-upgrader/alibaba-rds');
    return createAlibabaRdsDriver(optionsOf('alibaba-rds', settings));
  },
  policy: async () => {
    const { optionalActions, requiredActions } = await import('@engine-upgrader/alibaba-rds');
    return { required: requiredActions, optional: optionalActions, languageVersion: '1' };
  },
};

const awsDms: ProviderEntry = {
  id: 'aws-dms',
  example: 'aws-dms://us-east-1/orders',
  requestOptions: [
    {
      name: 'stopTasks',
      flags: '--stop-tasks <who>',
      description: 'who stops the tasks that run: upgrader (default when immediate) or dms',
      ...oneOf('upgrader', 'dms'),
    },
    {
      name: 'strategy',
      flags: '--strategy <name>',
      description: 'in-place (default), or side-by-side: a new instance, to which the tasks are moved',
      ...oneOf('in-place', 'side-by-side'),
    },
    {
      name: 'tasks',
      flags: '--tasks <which>',
      description: 'side by side, which tasks are moved: all (default), running, or names',
      ...names('all', 'running'),
    },
    {
      name: 'order',
      flags: '--order <names>',
      description: 'side by side, which tasks are moved first',
      ...names(),
    },
    {
      name: 'parallelTasks',
      flags: '--parallel-tasks <number>',
      description: 'side by side, how many tasks are under way at the same time (default 1)',
      ...wholeNumber(200),
    },
    {
      name: 'canary',
      flags: '--canary <number>',
      description: 'side by side, how many tasks go ahead of all others (default 1; 0 for none)',
      ...wholeNumber(200, 0),
    },
    {
      name: 'pauseAfterCanary',
      flags: '--pause-after-canary <answer>',
      description: 'side by side, whether to pause after the canary until `continue` (default yes)',
      ...yesOrNo,
    },
    {
      name: 'afterFailedMove',
      flags: '--after-failed-move <what>',
      description: 'side by side, a task that cannot be moved: resume-on-old (default), leave-stopped',
      ...oneOf('resume-on-old', 'leave-stopped'),
    },
    {
      name: 'withoutCheckpoint',
      flags: '--without-checkpoint <what>',
      description: 'side by side, a task that stops without a checkpoint: refuse (default), move',
      ...oneOf('refuse', 'move'),
    },
    {
      name: 'target',
      flags: '--target <instance>',
      description: 'side by side, an instance that exists, in place of a new one',
      ...anyName('orders-new'),
    },
    {
      name: 'targetClass',
      flags: '--target-class <class>',
      description: "side by side, the new instance's class (default: the old one's)",
      ...anyName('dms.r6i.large'),
    },
    {
      name: 'targetStorage',
      flags: '--target-storage <gigabytes>',
      description: "side by side, the new instance's storage (default: the old one's)",
      ...wholeNumber(6_144, 5),
    },
    {
      name: 'targetZone',
      flags: '--target-zone <zone>',
      description: "side by side, the new instance's zone (default: the old one's)",
      ...anyName('us-east-1a'),
    },
  ],
  driver: async (settings) => {
    const { createAwsDmsDriver } = await import('@engine-upgrader/aws-dms');
    return createAwsDmsDriver(optionsOf('aws-dms', settings));
  },
  arns: {
    mark: 'arn:',
    referenceOf: (arn, settings) =>
      ResultAsync.fromSafePromise(import('@engine-upgrader/aws-dms')).andThen(({ referenceOfArn }) =>
        referenceOfArn(arn, optionsOf('aws-dms', settings)),
      ),
  },
  policy: async () => {
    const { optionalActions, requiredActions } = await import('@engine-upgrader/aws-dms');
    return { required: requiredActions, optional: optionalActions, languageVersion: '2012-10-17' };
  },
};

/** Every provider, one entry each. */
export const providers: readonly ProviderEntry[] = [alibabaRds, awsDms];
