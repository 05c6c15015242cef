import type { Environment } from '../io.ts';
import { formatDuration } from '../duration.ts';

/** Where the simulated clouds are. */
export interface SimulatedEndpoints {
  /** ApsaraDB RDS, by region. */
  readonly rds: Readonly<Record<string, string>>;
  /** AWS DMS, by region. */
  readonly dms: Readonly<Record<string, string>>;
  /** AWS DMS in all regions; which one is meant, the signature says. */
  readonly aws: string;
  /** The cloud's own record of what happened, as JSON. */
  readonly journal: string;
}

/** What a program is told so that all it reaches is the simulator. */
export interface SimulatedEnvironment {
  readonly set: Readonly<Record<string, string>>;
  /** Variables of the surrounding environment that are taken out. */
  readonly unset: readonly string[];
}

/** What the environment is made from. */
export interface Simulation {
  readonly endpoints: SimulatedEndpoints;
  readonly speed: number;
  /** An empty folder for the state file, and in place of the logins' files. */
  readonly folder: string;
}

const ownPrefix = /^(?:AWS_|ALIBABA_?CLOUD_|ALIBABACLOUD_|ALICLOUD_|ALIYUN_|ENGINE_UPGRADER_)/;
const minute = 60_000;

/** How long the upgrader gives the simulated cloud to show a change: its minute, at that speed. */
function settleAt(speed: number): number {
  return Math.max(60, minute / speed);
}

/**
 * The environment of a program that runs in the simulation: endpoints on loopback, dummy logins, no profile, no
 * instance metadata, and settings that fit the simulation's speed. Pure.
 */
export function simulatedEnvironment(
  { endpoints, speed, folder }: Simulation,
  surrounding: Environment,
): SimulatedEnvironment {
  const settle = settleAt(speed);
  const set: Record<string, string> = {
    ...alibabaVariables(endpoints, folder),
    ...awsVariables(endpoints, folder),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    ENGINE_UPGRADER_STATE: `${folder}/state.db`,
    ENGINE_UPGRADER_SETTLE: formatDuration(settle),
    ENGINE_UPGRADER_POLL_INTERVAL: formatDuration(settle / 2),
    ENGINE_UPGRADER_CALL_TIMEOUT: formatDuration(Math.max(2_000, Math.min(20_000, 20 * settle))),
    ENGINE_UPGRADER_CALLS_PER_SECOND: String(Math.min(10_000, Math.max(5, 5 * speed))),
    ENGINE_UPGRADER_SIMULATED_JOURNAL: endpoints.journal,
  };
  const unset = Object.keys(surrounding).filter((name) => ownPrefix.test(name) && set[name] === undefined);
  return { set, unset };
}

function alibabaVariables({ rds }: SimulatedEndpoints, folder: string): Record<string, string> {
  const regions = Object.entries(rds).map(([region, url]) => [
    `ALIBABA_CLOUD_RDS_ENDPOINT_${region.toUpperCase().replaceAll('-', '_')}`,
    url,
  ]);
  // Regions that are not simulated go to one that is, which knows none of their instances.
  const elsewhere = rds['cn-hangzhou'] ?? Object.values(rds)[0] ?? '';
  return {
    ...Object.fromEntries(regions),
    ALIBABA_CLOUD_RDS_ENDPOINT: elsewhere,
    ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'simulated-access-key-id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'simulated-access-key-secret',
    ALIBABA_CLOUD_CREDENTIALS_FILE: `${folder}/no-credentials`,
    ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'true',
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    // The official client takes no endpoint for sessions of roles. A region that there is not has none.
    ALIBABA_CLOUD_STS_REGION: 'simulated',
  };
}

function awsVariables({ aws }: SimulatedEndpoints, folder: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: aws,
    AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: aws,
    AWS_ENDPOINT_URL_STS: aws,
    AWS_ACCESS_KEY_ID: 'simulated-access-key-id',
    AWS_SECRET_ACCESS_KEY: 'simulated-secret-access-key',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: `${folder}/no-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/no-credentials`,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
