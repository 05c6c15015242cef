import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlibabaRds } from '@engine-upgrader/alibaba-rds';
import { createAwsDms } from '@engine-upgrader/aws-dms';
import { createMemoryStore, type EngineUpgrader, type Provider } from '@engine-upgrader/core';
import { DatabaseMigrationServiceClient } from '@aws-sdk/client-database-migration-service';
import rdsModule from '@alicloud/rds20140815';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

interface Heard {
  readonly server: Server;
  readonly url: string;
  readonly requests: string[];
}

/** A server on loopback that keeps what it is asked. */
async function listener(
  answer: (requests: string[]) => { status: number; location?: string },
): Promise<Heard> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { status, location } = answer(requests);
    response.writeHead(status, location === undefined ? {} : { location }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const rdsLogin = { accessKeyId: 'id', accessKeySecret: 'secret' };
const dmsLogin = { accessKeyId: 'id', secretAccessKey: 'secret' };
const store = createMemoryStore();
const limits = { callTimeout: 2_000 };

type Upgraders = (
  endpoint: string,
) => readonly [name: string, upgrader: EngineUpgrader<Provider>, reference: string][];

const rds = 'alibaba-rds://cn-hangzhou/rm-1';
const dms = 'aws-dms://us-east-1/one';

/** Every way in which an endpoint can come in. */
const upgradersTo: Upgraders = (endpoint) => [
  [
    'ApsaraDB RDS, configured',
    createAlibabaRds({ ...limits, store, environment: {}, config: { ...rdsLogin, endpoint } }),
    rds,
  ],
  [
    'ApsaraDB RDS, by its host and protocol',
    createAlibabaRds({
      ...limits,
      store,
      environment: {},
      config: {
        ...rdsLogin,
        endpoint: endpoint.replace(/^https?:\/\//, ''),
        protocol: endpoint.startsWith('http:') ? 'HTTP' : 'HTTPS',
      },
    }),
    rds,
  ],
  [
    'ApsaraDB RDS, by the environment',
    createAlibabaRds({
      ...limits,
      store,
      config: rdsLogin,
      environment: { ALIBABA_CLOUD_RDS_ENDPOINT: endpoint },
    }),
    rds,
  ],
  [
    'ApsaraDB RDS, by its region',
    createAlibabaRds({
      ...limits,
      store,
      config: rdsLogin,
      environment: { ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU: endpoint },
    }),
    rds,
  ],
  [
    'ApsaraDB RDS, a client of one’s own',
    createAlibabaRds({ ...limits, store, client: ownRds(endpoint) }),
    rds,
  ],
  [
    'AWS DMS, configured',
    createAwsDms({ ...limits, store, environment: {}, credentials: dmsLogin, endpoint }),
    dms,
  ],
  [
    'AWS DMS, by the environment',
    createAwsDms({ ...limits, store, credentials: dmsLogin, environment: { AWS_ENDPOINT_URL: endpoint } }),
    dms,
  ],
  [
    'AWS DMS, a client of one’s own',
    createAwsDms({
      ...limits,
      store,
      client: new DatabaseMigrationServiceClient({ region: 'us-east-1', credentials: dmsLogin, endpoint }),
    }),
    dms,
  ],
];

type ClientClass = typeof rdsModule.default;

function ownRds(endpoint: string): InstanceType<ClientClass> {
  // A CommonJS module: its class is `default`, or `default.default`.
  const RdsClient = ('default' in rdsModule ? rdsModule.default : rdsModule) as ClientClass;
  const { host, protocol } = new URL(endpoint);
  const config: object = {
    ...rdsLogin,
    endpoint: host,
    protocol: protocol.replace(':', ''),
    regionId: 'cn-hangzhou',
  };
  return new RdsClient(config as ConstructorParameters<ClientClass>[0]);
}

describe('plain HTTP', () => {
  it.each([
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'http://169.254.169.254',
    'http://0.0.0.0',
    'http://[::ffff:10.0.0.1]',
    'http://2130706433.example.com',
    'HTTP://EXAMPLE.COM',
  ])('to %s is refused, and nothing is sent, whichever way the endpoint came in', async (endpoint) => {
    for (const [name, upgrader, reference] of upgradersTo(endpoint)) {
      const answer = await upgrader.instance(reference);
      const error = answer.isErr() ? answer.error : undefined;
      expect([name, error?.kind], error?.message).toEqual([name, 'invalid-input']);
      expect(error?.message).toMatch(/loopback|no endpoint/);
    }
  });

  it('to this machine reaches it, and no proxy of the environment', async () => {
    const here = await listener(() => ({ status: 400 }));
    const proxy = await listener(() => ({ status: 200 }));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])
      vi.stubEnv(name, proxy.url);
    const upgraders = upgradersTo(here.url);
    for (const [, upgrader, reference] of upgraders) await upgrader.instance(reference);
    vi.unstubAllEnvs();
    for (const { server } of [here, proxy]) server.close();
    expect(here.requests).toHaveLength(upgraders.length);
    expect(proxy.requests).toEqual([]);
  });

  it('to a place that hands out logins is refused', async () => {
    const environment = { ALIBABA_CLOUD_CREDENTIALS_URI: 'http://example.com/login' };
    vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_URI', environment.ALIBABA_CLOUD_CREDENTIALS_URI);
    const answer = await createAlibabaRds({ ...limits, store, environment }).instance(rds);
    vi.unstubAllEnvs();
    expect(answer.isErr() && [answer.error.kind, answer.error.message]).toEqual([
      'invalid-input',
      expect.stringContaining('ALIBABA_CLOUD_CREDENTIALS_URI'),
    ]);
  });
});

describe('a redirect', () => {
  let elsewhere: Heard;
  let redirecting: Heard;
  let status = 302;
  beforeAll(async () => {
    elsewhere = await listener(() => ({ status: 200 }));
    redirecting = await listener(() => ({ status, location: `${elsewhere.url}/stolen` }));
  });
  beforeEach(() => {
    elsewhere.requests.length = 0;
    redirecting.requests.length = 0;
  });
  afterAll(() => {
    for (const { server } of [elsewhere, redirecting]) server.close();
  });

  it.each([300, 301, 302, 303, 304, 307, 308])(
    'of status %i is not followed, and is an error',
    async (given) => {
      status = given;
      const upgraders = upgradersTo(redirecting.url);
      for (const [name, upgrader, reference] of upgraders) {
        const answer = await upgrader.instance(reference);
        expect([name, answer.isErr() && answer.error.kind]).toEqual([name, 'malformed-answer']);
      }
      expect(redirecting.requests).toHaveLength(upgraders.length);
      expect(elsewhere.requests).toEqual([]);
    },
  );
});
