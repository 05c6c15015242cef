import { DatabaseMigrationServiceClient } from '@aws-sdk/client-database-migration-service';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDmsApi } from '../create-driver.ts';
import type { AwsDmsOptions } from '../options.ts';
import { send } from '../send.ts';
import type { DmsCall } from '../provider.ts';
import { valueOf } from '../testing/unwrap.ts';

const host = 'https://dms.us-east-1.amazonaws.com';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'canary-secret' };
const taskArn = 'arn:aws:dms:us-east-1:123456789012:task:CDC';
const stop: DmsCall = {
  operation: 'StopReplicationTask',
  region: 'us-east-1',
  input: { ReplicationTaskArn: taskArn },
};

function api(options: AwsDmsOptions = {}): ReturnType<typeof createDmsApi> {
  return createDmsApi({ environment: {}, credentials, ...options });
}

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function refusal(code: string, message = ''): object {
  return { __type: code, message };
}

const missing = async (): Promise<never> => {
  throw Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
};

describe('one call', () => {
  it("is one signed request of the service's own protocol, with its dates read", async () => {
    const scope = nock(host, {
      reqheaders: { 'x-amz-target': 'AmazonDMSv20160101.DescribeReplicationTasks' },
    })
      .post('/', { MaxRecords: 100, WithoutSettings: true })
      .matchHeader('authorization', /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/)
      .reply(200, {
        ReplicationTasks: [
          { ReplicationTaskArn: taskArn, ReplicationTaskStats: { StopDate: 1_767_225_600 } },
        ],
      });
    const input = { MaxRecords: 100, WithoutSettings: true } as const;
    const answer = await api().call('DescribeReplicationTasks', 'us-east-1', input);
    expect(valueOf(answer)).toMatchObject({
      ReplicationTasks: [{ ReplicationTaskStats: { StopDate: new Date('2026-01-01T00:00:00Z') } }],
    });
    expect(scope.isDone()).toBe(true);
  });

  it('sends the stored arguments and nothing else', async () => {
    nock(host)
      .post('/', { ReplicationTaskArn: taskArn, StartReplicationTaskType: 'resume-processing' })
      .reply(200, { ReplicationTask: { Status: 'starting' } }, { 'x-amzn-requestid': 'request-1' });
    const answer = await send(api(), {
      operation: 'StartReplicationTask',
      region: 'us-east-1',
      input: { ReplicationTaskArn: taskArn, StartReplicationTaskType: 'resume-processing' },
    });
    expect(answer).toEqual({
      answer: 'accepted',
      acknowledgement: { requestId: 'request-1', status: 'starting' },
      requestId: 'request-1',
    });
  });

  it.each([
    [400, refusal('InvalidResourceStateFault', 'Replication Task cdc is currently not running'), 'busy'],
    [400, refusal('ThrottlingException', 'Rate exceeded'), 'throttled'],
    [400, refusal('com.amazonaws.dms#ResourceNotFoundFault'), 'rejected'],
    [400, refusal('InvalidParameterCombinationException', 'No modifications were requested'), 'rejected'],
    [500, refusal('InternalFailure'), 'unknown'],
    [503, refusal('ServiceUnavailable'), 'unknown'],
  ])('%i %o: %s', async (status, body, answer) => {
    nock(host).post('/').reply(status, body);
    expect(await send(api(), stop)).toMatchObject({ answer });
  });

  it.each([
    ['HTML', 200, '<html>hello</html>', 'text/html'],
    ['HTML with an error', 503, '<html>sorry</html>', 'text/html'],
    ['nothing', 200, '', 'application/x-amz-json-1.1'],
    ['an error in a success', 200, '{"__type":"ThrottlingException"}', 'application/x-amz-json-1.1'],
    ['a redirect', 302, '', 'text/html'],
    ['a list', 200, '[]', 'application/x-amz-json-1.1'],
  ])('is unknown, and never accepted, for %s', async (_name, status, body, type) => {
    nock(host)
      .post('/')
      .reply(status, body, { 'content-type': type, location: 'https://elsewhere.example/' });
    expect(await send(api(), stop)).toMatchObject({ answer: 'unknown', error: { kind: 'malformed-answer' } });
  });

  it('is sent once, also where the connection breaks', async () => {
    let requests = 0;
    nock(host)
      .persist()
      .post('/')
      .reply(() => {
        requests += 1;
        return [500, refusal('InternalFailure')];
      });
    await send(api(), stop);
    expect(requests).toBe(1);
    nock.cleanAll();
    nock(host)
      .post('/')
      .replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    expect(await send(api(), stop)).toMatchObject({ answer: 'unknown', error: { kind: 'unavailable' } });
  });

  it("is sent once by a client of the caller's own that would try again", async () => {
    let requests = 0;
    nock(host)
      .persist()
      .post('/')
      .reply(() => {
        requests += 1;
        return [500, refusal('InternalFailure')];
      });
    const client = new DatabaseMigrationServiceClient({ region: 'us-east-1', credentials, maxAttempts: 3 });
    expect(await send(api({ client }), stop)).toMatchObject({ answer: 'unknown' });
    expect(requests).toBe(1);
    const other = await send(api({ client }), { ...stop, region: 'eu-west-1' });
    expect(other).toMatchObject({ answer: 'rejected', error: { kind: 'invalid-input', input: 'client' } });
  });

  it('was not sent where nobody listens', async () => {
    nock(host)
      .post('/')
      .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(await send(api(), stop)).toMatchObject({ answer: 'throttled', error: { kind: 'unavailable' } });
  });

  it('ends at its time limit, with an unknown outcome', async () => {
    nock(host).post('/').delay(5_000).reply(200, { ReplicationTask: {} });
    expect(await send(api({ callTimeout: 30 }), stop)).toMatchObject({ answer: 'unknown' });
    nock.abortPendingRequests();
  });

  it('names where it looked for a login that is missing', async () => {
    const answer = await send(api({ credentials: missing }), stop);
    expect(answer).toMatchObject({ answer: 'throttled', error: { kind: 'credentials', cause: 'missing' } });
    expect(answer).toHaveProperty('error.places.0', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  });

  it('goes to no region that cannot be, and over plain HTTP to loopback only', async () => {
    const elsewhere = await send(api(), { ...stop, region: 'us-east-1.evil.example/' });
    expect(elsewhere).toMatchObject({ answer: 'rejected', error: { input: 'region' } });
    const plain = await send(api({ environment: { AWS_ENDPOINT_URL: 'http://example.org' } }), stop);
    expect(plain).toMatchObject({ answer: 'rejected', error: { input: 'AWS_ENDPOINT_URL' } });
    nock('http://127.0.0.1:4566')
      .post('/')
      .reply(200, { ReplicationTask: { Status: 'stopping' } });
    const environment = {
      AWS_ENDPOINT_URL: 'http://example.org',
      AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: 'http://127.0.0.1:4566',
    };
    expect(await send(api({ environment }), stop)).toMatchObject({ answer: 'accepted' });
  });

  it('keeps no secret of a message', async () => {
    nock(host).post('/').reply(400, refusal('InvalidParameterValueException', 'password=hunter2 is wrong'));
    expect(JSON.stringify(await send(api(), stop))).not.toContain('hunter2');
  });
});
