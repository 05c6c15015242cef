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
}

/** An option of `plan`, `check` and `apply` that only one provider has. */
export interface RequestOption {
  /** Its name in the request's `options`. */
  readonly name: string;
  /** As on the command line: `--replica-order <order>`. */
  readonly flags: string;
  readonly description: string;
  /** Makes the request's value of the text; `undefined` when the text cannot be one. */
  readonly parse: (text: string) => string | number | undefined;
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
}

function optionsOf({ environment, callTimeout, callsPerSecond }: DriverSettings): CommonOptions {
  const rate = callsPerSecond;
  return {
    environment,
    ...(callTimeout === undefined ? {} : { callTimeout }),
    ...(rate === undefined ? {} : { budget: { capacity: Math.max(1, 4 * rate), refillPerSecond: rate } }),
  };
}

function oneOf(...choices: readonly string[]): Pick<RequestOption, 'parse' | 'right'> {
  return { parse: (text) => choices.find((choice) => choice === text), right: choices.join(', ') };
}

function wholeNumber(most: number): Pick<RequestOption, 'parse' | 'right'> {
  const parse = (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined;
  return { parse, right: `1 to ${most}` };
}

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
    return createAlibabaRdsDriver(optionsOf(settings));
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
  ],
  driver: async (settings) => {
    const { createAwsDmsDriver } = await import('@engine-upgrader/aws-dms');
    return createAwsDmsDriver(optionsOf(settings));
  },
  arns: {
    mark: 'arn:',
    referenceOf: (arn, settings) =>
      ResultAsync.fromSafePromise(import('@engine-upgrader/aws-dms')).andThen(({ referenceOfArn }) =>
        referenceOfArn(arn, optionsOf(settings)),
      ),
  },
  policy: async () => {
    const { optionalActions, requiredActions } = await import('@engine-upgrader/aws-dms');
    return { required: requiredActions, optional: optionalActions, languageVersion: '2012-10-17' };
  },
};

/** Every provider, one entry each. */
export const providers: readonly ProviderEntry[] = [alibabaRds, awsDms];
