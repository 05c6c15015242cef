import type { FleetRequest, HookName, WaveRequest } from '@engine-upgrader/core/fleet';

/** One login of a fleet: a profile of a cloud's own configuration file, and the regions that it is to be used in. */
export interface ProfileConfig {
  /** Its name within the fleet. */
  readonly name: string;
  readonly provider: string;
  /** The cloud's own profile. Default: the login that the cloud's own chain finds. */
  readonly profile?: string;
  /** A role that the login takes on, by its ARN. Default: none, but the one that the profile names. */
  readonly role?: string;
  /** Default: the one region of the environment. */
  readonly regions?: readonly string[];
  /** What shares a request budget. Default: the profile's name. */
  readonly account?: string;
  /** Requests that an account and region take. Default: the driver's. */
  readonly budget?: { readonly capacity: number; readonly refillPerSecond: number };
}

/** A command before or after an instance or a wave: a program and its arguments, never a line for a shell. */
export interface HookConfig {
  readonly command: readonly string[];
  /** How long it may take. Default `1m`. */
  readonly timeout?: string;
}

/** Hooks by name. */
export type HooksConfig = Readonly<Partial<Record<HookName, HookConfig>>>;

type TextOf<T, Key extends keyof T> = Omit<T, Key> & { readonly [name in Key]?: string };
type WaveConfig = TextOf<WaveRequest, 'bake'>;

/** A fleet's configuration file: a request whose times are texts, with logins and hooks. */
export interface FleetConfig
  extends TextOf<Omit<FleetRequest, 'select' | 'canary' | 'waves' | 'carry' | 'to'>, 'deadline'> {
  readonly $schema?: string;
  readonly profiles: readonly ProfileConfig[];
  readonly hooks?: HooksConfig;
  /** The target version, or `newest`; `--to` goes before it. */
  readonly to?: string;
  readonly select?: TextOf<NonNullable<FleetRequest['select']>, 'forcedBefore'>;
  readonly canary?: Omit<WaveConfig, 'name'> | false;
  readonly waves?: readonly WaveConfig[];
}
