import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type openApi from '@alicloud/openapi-client';
import rdsModule, * as rds from '@alicloud/rds20140815';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { RdsApi, RdsOperation, RdsParameters } from './api.ts';
import { defaultClients } from './default-clients.ts';
import { genericApi } from './generic-api.ts';
import type { GenericClient } from './generic-client.ts';
import { defaultExport } from './login.ts';
import { ownClients } from './own-clients.ts';
import { errorOf, valueOf } from '../testing/unwrap.ts';

const login = { accessKeyId: 'LTAItest', accessKeySecret: 'canary-secret' };
const settings = { callTimeout: 2_000, connections: 4 };
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A server on loopback, and the requests that it got. */
async function serve(answer: Answer): Promise<{ endpoint: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const raw =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

type ClientClass = typeof rdsModule.default;
const RdsClient = defaultExport({ default: rdsModule }) as ClientClass;

function coreConfig(endpoint: string, more: object = {}): ConstructorParameters<ClientClass>[0] {
  const config: object = { ...login, endpoint, protocol: 'HTTP', ...more };
  return config as ConstructorParameters<ClientClass>[0];
}

function defaultApi(endpoint: string): RdsApi {
  return genericApi(defaultClients({ ...login, endpoint, protocol: 'HTTP' }, {}), settings);
}

function ownApi(endpoint: string): RdsApi {
  return genericApi(ownClients(new RdsClient(coreConfig(endpoint))), settings);
}

const parameters: RdsParameters = {
  DescribeDBInstances: {
    RegionId: 'cn-hangzhou',
    PageSize: 100,
    PageNumber: 1,
    InstanceLevel: 1,
    DBInstanceId: 'rm-1',
  },
  DescribeDBInstanceAttribute: { DBInstanceId: 'rm-1' },
  DescribeHistoryTasks: {
    RegionId: 'cn-hangzhou',
    InstanceId: 'rm-1,rm-2',
    FromStartTime: '2026-01-01T00:00:00Z',
    ToStartTime: '2026-01-02T00:00:00Z',
    PageSize: 100,
    PageNumber: 1,
  },
  DescribeActiveOperationTasks: { Region: 'cn-hangzhou', InsName: 'rm-1', PageSize: 100, PageNumber: 1 },
  DescribeDBInstanceTDE: { DBInstanceId: 'rm-1' },
  DescribeDBInstanceSSL: { DBInstanceId: 'rm-1' },
  DescribeBackups: {
    DBInstanceId: 'rm-1',
    BackupStatus: 'Success',
    StartTime: '2026-01-01T00:00Z',
    EndTime: '2026-01-02T00:00Z',
    PageSize: 100,
  },
  DescribeReadDBInstanceDelay: { RegionId: 'cn-hangzhou', DBInstanceId: 'rm-1', ReadInstanceId: 'rr-1' },
  DescribeDBInstanceHAConfig: { DBInstanceId: 'rm-1' },
  DescribeResourceUsage: { DBInstanceId: 'rm-1' },
  DescribeDBProxy: { DBInstanceId: 'rm-1' },
  ListTagResources: {
    RegionId: 'cn-hangzhou',
    ResourceType: 'INSTANCE',
    NextToken: 'next',
    'ResourceId.1': 'rm-1',
    'ResourceId.2': 'rm-2',
  },
  UpgradeDBInstanceEngineVersion: {
    DBInstanceId: 'rm-1',
    EngineVersion: '5.6',
    ClientToken: 'token-1',
    EffectiveTime: 'MaintainTime',
  },
};
const operations = Object.keys(parameters) as RdsOperation[];

/** What must be the same on the wire, whichever client sends it. */
function shape(request: IncomingMessage | undefined): unknown {
  const url = new URL(request?.url ?? '', 'http://localhost');
  return {
    method: request?.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    action: request?.headers['x-acs-action'],
    version: request?.headers['x-acs-version'],
    algorithm: String(request?.headers.authorization).split(' ')[0],
  };
}

/** How the official client spells an operation or parameter. */
const lower = (name: string): string =>
  /^[A-Z]{2}/.test(name) ? name : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

/** Calls the method that `@alicloud/rds20140815` has for an operation, with its own request class. */
async function typedCall(endpoint: string, operation: RdsOperation): Promise<void> {
  const client = new RdsClient(coreConfig(endpoint));
  const Request = Reflect.get(rds, `${operation}Request`) as new (fields: object) => object;
  const entries: [string, unknown][] = Object.entries(parameters[operation]);
  const single = entries.filter(([name]) => !name.includes('.'));
  const numbered = entries.filter(([name]) => name.includes('.'));
  const fields: Record<string, unknown> = Object.fromEntries(
    single.map(([name, value]) => [lower(name), value]),
  );
  // A list on the wire is numbered from 1.
  for (const [name, value] of numbered) {
    const list = lower(name.split('.')[0] ?? '');
    fields[list] = [...((fields[list] as unknown[] | undefined) ?? []), value];
  }
  await Reflect.apply(Reflect.get(client, lower(operation)), client, [new Request(fields)]);
}

describe('each operation', () => {
  it.each(operations)(
    '%s is the same on the wire through both clients and through the typed method',
    async (operation) => {
      const { endpoint, requests } = await serve(json({ RequestId: 'R', TaskId: '1' }));
      await defaultApi(endpoint).call(operation, 'cn-hangzhou', parameters[operation]);
      await ownApi(endpoint).call(operation, 'cn-hangzhou', parameters[operation]);
      await typedCall(endpoint, operation);
      expect(requests).toHaveLength(3);
      const sent = Object.entries(parameters[operation]).map(([name, value]) => [name, String(value)]);
      expect(shape(requests[0])).toEqual({
        method: 'POST',
        path: '/',
        query: Object.fromEntries(sent),
        action: operation,
        version: '2014-08-15',
        algorithm: 'ACS3-HMAC-SHA256',
      });
      expect(shape(requests[1])).toEqual(shape(requests[0]));
      expect(shape(requests[2])).toEqual(shape(requests[0]));
    },
  );

  it('has parameters that the request types of the official client have too', () => {
    type Wire<T> = { [K in keyof T as K extends string ? Capitalize<K> : never]?: T[K] };
    expectTypeOf<RdsParameters['DescribeDBInstances']>().toExtend<Wire<rds.DescribeDBInstancesRequest>>();
    expectTypeOf<RdsParameters['DescribeDBInstanceAttribute']>().toExtend<
      Wire<rds.DescribeDBInstanceAttributeRequest>
    >();
    expectTypeOf<RdsParameters['DescribeHistoryTasks']>().toExtend<Wire<rds.DescribeHistoryTasksRequest>>();
    expectTypeOf<RdsParameters['DescribeActiveOperationTasks']>().toExtend<
      Wire<rds.DescribeActiveOperationTasksRequest>
    >();
    expectTypeOf<RdsParameters['DescribeBackups']>().toExtend<Wire<rds.DescribeBackupsRequest>>();
    expectTypeOf<RdsParameters['DescribeReadDBInstanceDelay']>().toExtend<
      Wire<rds.DescribeReadDBInstanceDelayRequest>
    >();
    expectTypeOf<RdsParameters['UpgradeDBInstanceEngineVersion']>().toExtend<
      Wire<rds.UpgradeDBInstanceEngineVersionRequest>
    >();
    expectTypeOf<InstanceType<typeof openApi.default>>().toExtend<GenericClient>();
    expectTypeOf<InstanceType<ClientClass>>().toExtend<GenericClient>();
  });
});

describe.each([
  ['the default client', defaultApi],
  ["a caller's own client", ownApi],
])('through %s', (_name, apiFor) => {
  const upgrade = async (answer: Answer) => {
    const { endpoint, requests } = await serve(answer);
    const result = await apiFor(endpoint).call(
      'UpgradeDBInstanceEngineVersion',
      'cn-hangzhou',
      parameters.UpgradeDBInstanceEngineVersion,
    );
    expect(requests.length).toBe(1);
    return result;
  };

  it('an answer keeps all its fields', async () => {
    const result = await upgrade(json({ RequestId: 'R', TaskId: 10_254_125, Unknown: [1] }));
    expect(valueOf(result)).toEqual({ RequestId: 'R', TaskId: 10_254_125, Unknown: [1] });
  });

  it.each([400, 403, 404, 429, 500, 503])(
    'a refusal keeps its code and request id under HTTP status %s',
    async (status) => {
      const body = { Code: 'IncorrectDBInstanceState', Message: 'not now', RequestId: 'R-7', HostId: 'h' };
      expect(errorOf(await upgrade(json(body, status)))).toEqual({
        cause: 'refused',
        operation: 'UpgradeDBInstanceEngineVersion',
        code: 'IncorrectDBInstanceState',
        message: 'not now',
        requestId: 'R-7',
        status,
      });
    },
  );

  it('a refusal is redacted', async () => {
    const body = {
      Code: 'SignatureDoesNotMatch',
      Message: 'server string: AccessKeyId=LTAI5tCanaryCanary',
      RequestId: 'R',
    };
    const error = errorOf(await upgrade(json(body, 400)));
    expect(JSON.stringify(error)).not.toMatch(/LTAI5t|canary-secret/);
  });

  it('a 200 with an error code inside is that error', async () => {
    const error = errorOf(await upgrade(json({ Code: 'InternalError', Message: 'm', RequestId: 'R' })));
    expect(error).toMatchObject({ cause: 'refused', code: 'InternalError' });
  });

  it.each<[string, Answer]>([
    ['HTML', raw('<html>gateway</html>', 200, { 'content-type': 'text/html' })],
    ['HTML with a 502', raw('<html>gateway</html>', 502, { 'content-type': 'text/html' })],
    ['nothing', raw('')],
    ['nothing with a 500', raw('', 500)],
    ['a list', raw('[]')],
    ['a text', raw('"ok"')],
    ['an error without a code', json({ Message: 'm' }, 400)],
    ['a redirect', json({ TaskId: '1' }, 302, { location: 'http://127.0.0.1:9/' })],
  ])('%s is malformed', async (_, answer) => {
    const error = errorOf(await upgrade(answer));
    expect(error.cause).toBe('malformed');
  });

  it('a reset leaves open what happened', async () => {
    const error = errorOf(await upgrade((request) => request.socket.destroy()));
    expect(error).toMatchObject({ cause: 'transport' });
  });

  it('a connection that is refused sent nothing', async () => {
    const { endpoint } = await serve(raw(''));
    closing.splice(0).forEach((close) => close());
    const result = await apiFor(endpoint).call('DescribeDBInstanceTDE', 'cn-hangzhou', {
      DBInstanceId: 'rm-1',
    });
    expect(errorOf(result)).toMatchObject({
      cause: 'not-sent',
      code: 'ECONNREFUSED',
      message: `connect ECONNREFUSED ${endpoint}`,
    });
  });
});

describe('the time of a call', () => {
  it('is bounded, and what happened is open', async () => {
    const { endpoint, requests } = await serve(() => {});
    const api = genericApi(defaultClients({ ...login, endpoint, protocol: 'HTTP' }, {}), {
      callTimeout: 200,
      connections: 1,
    });
    const result = await api.call('DescribeDBInstanceTDE', 'cn-hangzhou', { DBInstanceId: 'rm-1' });
    expect(errorOf(result)).toMatchObject({ cause: 'transport' });
    expect(requests).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are bounded: reads wait for a place, an upgrade is sent at once or not at all', async () => {
    const open: ServerResponse[] = [];
    const { endpoint, requests } = await serve((_request, response) => open.push(response));
    const api = genericApi(defaultClients({ ...login, endpoint, protocol: 'HTTP' }, {}), {
      callTimeout: 20_000,
      connections: 2,
    });
    const reads = [1, 2, 3].map(() =>
      api.call('DescribeDBInstanceTDE', 'cn-hangzhou', { DBInstanceId: 'rm-1' }),
    );
    await expect.poll(() => open.length).toBe(2);
    const upgrade = await api.call(
      'UpgradeDBInstanceEngineVersion',
      'cn-hangzhou',
      parameters.UpgradeDBInstanceEngineVersion,
    );
    expect(errorOf(upgrade)).toMatchObject({ cause: 'not-sent' });
    expect(requests).toHaveLength(2);
    for (const response of open.splice(0)) response.end('{}');
    await expect.poll(() => open.length).toBe(1);
    for (const response of open) response.end('{}');
    expect((await Promise.all(reads)).every((read) => read.isOk())).toBe(true);
  });
});

const callOwn = async (client: GenericClient | ((region: string) => GenericClient)) =>
  genericApi(ownClients(client), settings).call('DescribeDBInstanceTDE', 'cn-hangzhou', {
    DBInstanceId: 'rm-1',
  });

describe("a caller's own client", () => {
  it.each([
    ['that retries', { retryOptions: { retryable: true } }],
    ['for another region', { regionId: 'cn-shanghai' }],
    ['for plain HTTP that is not loopback', { endpoint: 'rds.aliyuncs.com' }],
  ])('%s is refused, and nothing is sent', async (_, config) => {
    const { endpoint, requests } = await serve(json({}));
    const result = await callOwn(new RdsClient(coreConfig(endpoint, config)));
    expect(errorOf(result)).toMatchObject({ cause: 'invalid' });
    expect(requests).toHaveLength(0);
  });

  it('may be made by region', async () => {
    const { endpoint } = await serve(json({ TDEStatus: 'Enabled' }));
    const result = await callOwn((regionId: string) => new RdsClient(coreConfig(endpoint, { regionId })));
    expect(valueOf(result)).toEqual({ TDEStatus: 'Enabled' });
  });
});

const callWith = async (credential: { getCredential(): Promise<object> }) => {
  const { endpoint, requests } = await serve(json({ TDEStatus: 'Enabled' }));
  const api = genericApi(defaultClients({ credential, endpoint, protocol: 'HTTP' }, {}), settings);
  const result = await api.call('DescribeDBInstanceTDE', 'cn-hangzhou', { DBInstanceId: 'rm-1' });
  return { result, requests };
};

describe('a login', () => {
  it('that is not found says where was looked, and nothing is sent', async () => {
    const { result, requests } = await callWith({ getCredential: () => Promise.reject(new Error('none')) });
    expect(errorOf(result)).toMatchObject({
      cause: 'no-login',
      places: expect.arrayContaining(['~/.aliyun/config.json']),
    });
    expect(requests).toHaveLength(0);
  });

  it('that takes too long is none, and nothing is sent', async () => {
    const { result, requests } = await callWith({ getCredential: () => new Promise(() => {}) });
    expect(errorOf(result)).toMatchObject({ cause: 'no-login' });
    expect(requests).toHaveLength(0);
  });

  it('with a session token is sent with it', async () => {
    const { result, requests } = await callWith({
      getCredential: () => Promise.resolve({ ...login, securityToken: 'STS.x' }),
    });
    expect(result.isOk()).toBe(true);
    expect(requests[0]?.headers['x-acs-security-token']).toBe('STS.x');
  });
});
