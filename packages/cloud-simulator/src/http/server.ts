import type { CloudServiceName } from '../answer.ts';
import type { Cloud } from '../cloud.ts';
import { rdsRegions } from '../rds/regions.ts';
import { decodeAcsRpc, encodeAcsRpc } from './acs-rpc.ts';
import { decodeAwsJson, encodeAwsJson } from './aws-json.ts';
import type { Authentication } from './credentials.ts';
import { type Listener, listen, type RespondTo } from './listener.ts';
import type { Protocol } from './protocol.ts';

/** The regions of AWS that get a port unless others are asked for. */
export const defaultDmsRegions: readonly string[] = ['us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-1'];

/** How a cloud is served. */
export interface ServerOptions {
  /** The regions that get a port. Default: `rdsRegions`, and `defaultDmsRegions`. */
  regions?: { rds?: readonly string[]; dms?: readonly string[] };
  /** Who may call. Default: everybody whose signature is well formed. */
  authentication?: { rds?: Authentication; dms?: Authentication };
}

/** A cloud on the loopback interface. */
export interface CloudServer {
  /** URLs by service and region, such as `http://127.0.0.1:40001`. */
  readonly endpoints: Readonly<Record<CloudServiceName, Readonly<Record<string, string>>>>;
  /**
   * The URL of a port that serves AWS DMS in all regions; which one is meant, the signature says. For clients
   * that have one endpoint for everything, as AWS_ENDPOINT_URL does.
   */
  readonly dmsEndpoint: string;
  close(): Promise<void>;
}

const protocols: Readonly<Record<CloudServiceName, Protocol>> = {
  rds: { decode: decodeAcsRpc, encode: encodeAcsRpc },
  dms: { decode: decodeAwsJson, encode: encodeAwsJson },
};

function respond(
  cloud: Cloud,
  service: CloudServiceName,
  region: string | undefined,
  authentication: Authentication,
): RespondTo {
  const { decode, encode } = protocols[service];
  return async (request) => {
    const decoded = decode(request, region, authentication);
    const answer = 'kind' in decoded ? decoded : await cloud.call(decoded);
    return answer.kind === 'lost' ? answer : encode(answer);
  };
}

/**
 * Serves a cloud over HTTP in the services' own protocols, a port for each region, on 127.0.0.1 alone.
 *
 * @example
 * ```ts
 * const server = await serveCloud(createCloud({ clock: realClock({ speed: 60 }) }));
 * server.endpoints.rds['cn-hangzhou']; // http://127.0.0.1:…
 * await server.close();
 * ```
 */
export async function serveCloud(cloud: Cloud, options: ServerOptions = {}): Promise<CloudServer> {
  const listeners: Listener[] = [];
  const open = async (service: CloudServiceName, region: string | undefined): Promise<string> => {
    const authentication = options.authentication?.[service] ?? {};
    const listener = await listen(respond(cloud, service, region, authentication));
    listeners.push(listener);
    return `http://127.0.0.1:${listener.port}`;
  };
  const openAll = async (
    service: CloudServiceName,
    regions: readonly string[],
  ): Promise<Record<string, string>> => {
    const urls = await Promise.all(regions.map((region) => open(service, region)));
    return Object.fromEntries(regions.map((region, index) => [region, urls[index] ?? '']));
  };
  const [rds, dms, dmsEndpoint] = await Promise.all([
    openAll('rds', options.regions?.rds ?? Object.keys(rdsRegions)),
    openAll('dms', options.regions?.dms ?? defaultDmsRegions),
    open('dms', undefined),
  ]);
  return {
    endpoints: { rds, dms },
    dmsEndpoint,
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}
