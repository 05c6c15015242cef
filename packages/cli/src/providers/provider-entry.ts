import type { Driver, InstanceRef, Milliseconds, Provider, UpgradeError } from '@engine-upgrader/core';
import type { ResultAsync } from 'neverthrow';
import type { Environment } from '../io.ts';

/** What a driver is made from. */
export interface DriverSettings {
  readonly environment: Environment;
  /** How long one request may take. Default: the driver's. */
  readonly callTimeout?: Milliseconds;
  /** Requests a second that an account and region take. Default: the driver's. */
  readonly callsPerSecond?: number;
  /** Profiles by provider; under the empty name the one for all others. */
  readonly profiles: Readonly<Record<string, string>>;
  /** A role that the login takes on. Only for providers that take one. */
  readonly role?: string;
  /** Regions to list. Default: the driver's. */
  readonly regions?: readonly string[];
  /** Names the account: what shares a request budget. Default: the driver's. */
  readonly account?: string;
  /** The request budget of an account and region; it goes before `callsPerSecond`. */
  readonly budget?: { readonly capacity: number; readonly refillPerSecond: number };
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
  /** The ARNs of roles that its driver takes on when told. Default: only the one of the cloud's own profile. */
  readonly roles?: { readonly pattern: string; readonly example: string };
  /** Names of its instances that are no references, and how such a name is looked up. */
  readonly arns?: {
    /** What they begin with. */
    readonly mark: string;
    /** The account that it names. */
    readonly accountOf: (arn: string) => string;
    readonly referenceOf: (arn: string, settings: DriverSettings) => ResultAsync<InstanceRef, UpgradeError>;
  };
  readonly policy: () => Promise<LeastPolicy>;
}
