import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDmsApi } from '../create-driver.ts';
import type { AwsDmsOptions } from '../options.ts';
import type { DmsCall } from '../provider.ts';
import { send } from '../send.ts';
import { valueOf } from '../testing/unwrap.ts';
import { toUpgradeError } from './upgrade-error.ts';

const dms = 'https://dms.us-east-1.amazonaws.com';
const sts = 'https://sts.us-east-1.amazonaws.com';
const role = 'arn:aws:iam::123456789012:role/upgrader';
const credentials = { accessKeyId: 'AKIDSOURCE', secretAccessKey: 'canary-secret' };
const stop: DmsCall = {
  operation: 'StopReplicationTask',
  region: 'us-east-1',
  input: { ReplicationTaskArn: 'arn:aws:dms:us-east-1:123456789012:task:CDC' },
};
const signedBy = (id: string): RegExp => new RegExp(`^AWS4-HMAC-SHA256 Credential=${id}/`);
const quotas = ['DescribeAccountAttributes', 'us-east-1', {}] as const;

function api(options: AwsDmsOptions = {}): ReturnType<typeof createDmsApi> {
  return createDmsApi({ environment: {}, credentials, role, ...options });
}

/** An answer of STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function session(accessKeyId: string, expiration = '2099-01-01T00:00:00Z'): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey>
<SessionToken>session-token</SessionToken><Expiration>${expiration}</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function refusal(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>${code}</Code><Message>${message}</Message></Error><RequestId>sts-request</RequestId></ErrorResponse>`;
}

const missing = async (): Promise<never> => {
  throw Object.assign(new Error('no keys'), { name: 'CredentialsProviderError' });
};

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  vi.unstubAllEnvs();
});

describe('a login that takes on a role', () => {
  it('asks STS for a session once, with the login, and signs calls with that session', async () => {
    const asked = nock(sts)
      .post('/', {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: role,
        RoleSessionName: 'engine-upgrader',
      })
      .matchHeader('authorization', signedBy('AKIDSOURCE'))
      .reply(200, session('ASIASESSION'));
    const called = nock(dms)
      .post('/')
      .twice()
      .matchHeader('authorization', signedBy('ASIASESSION'))
      .matchHeader('x-amz-security-token', 'session-token')
      .reply(200, {});
    const own = api();
    const [first, second] = await Promise.all([own.call(...quotas), own.call(...quotas)]);
    valueOf(first);
    valueOf(second);
    expect([asked.isDone(), called.isDone()]).toEqual([true, true]);
  });

  it('asks again for a session that is about to end', async () => {
    let sessions = 0;
    nock(sts)
      .persist()
      .post('/')
      .reply(() => [200, session(`ASIA${(sessions += 1)}`, '2001-01-01T00:00:00Z')]);
    const own = api();
    for (let times = 0; times < 3; times += 1) {
      const before = sessions;
      nock(dms)
        .post('/')
        .matchHeader('authorization', (signature) => signedBy(`ASIA${sessions}`).test(String(signature)))
        .reply(200, {});
      valueOf(await own.call(...quotas));
      expect(sessions).toBeGreaterThan(before);
    }
  });

  it('asks with the keys of the profile that is named, whatever the environment has', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'role-'));
    const file = join(folder, 'credentials');
    writeFileSync(file, '[north]\naws_access_key_id = AKIDNORTH\naws_secret_access_key = north-secret\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
    vi.stubEnv('AWS_PROFILE', 'another');
    nock(sts).post('/').matchHeader('authorization', signedBy('AKIDNORTH')).reply(200, session('ASIANORTH'));
    nock(dms).post('/').matchHeader('authorization', signedBy('ASIANORTH')).reply(200, {});
    const answer = await createDmsApi({ environment: {}, role, profile: 'north' }).call(...quotas);
    rmSync(folder, { recursive: true });
    expect(answer.isOk()).toBe(true);
  });

  it('names the role and where it looked, where there is no login to ask with', async () => {
    const { error } = (await send(api({ credentials: missing }), stop)) as { error?: unknown };
    expect(error).toMatchObject({ kind: 'credentials', cause: 'missing' });
    expect(error).toHaveProperty('places.0', `role ${role}`);
  });
});

describe('a session that STS does not give', () => {
  it.each([
    [403, 'AccessDenied', 'User is not authorized to perform: sts:AssumeRole', 'permission'],
    [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.', 'refused'],
    [403, 'ExpiredToken', 'The security token included in the request is expired', 'expired'],
    [403, 'RegionDisabledException', 'STS is not activated in this region', 'refused'],
  ])('%i %s: no call is sent, and the login is to blame', async (status, code, message, cause) => {
    nock(sts).post('/').reply(status, refusal(code, message));
    const answer = await send(api(), stop);
    expect(answer).toMatchObject({ answer: 'throttled', error: { kind: 'credentials', cause } });
    const { error } = answer as { error: { message: string } };
    expect(error.message).toContain('sts:AssumeRole');
    expect(error.message).toContain(role);
    expect(error.message).toContain(code);
    expect(error).toMatchObject({ provider: { operation: 'AssumeRole', code } });
  });

  it.each([
    [400, 'ThrottlingException', 'throttled'],
    [500, 'InternalFailure', 'unavailable'],
  ])('%i %s: %s, asked once, and no call is sent', async (status, code, kind) => {
    let requests = 0;
    nock(sts)
      .persist()
      .post('/')
      .reply(() => {
        requests += 1;
        return [status, refusal(code, 'later')];
      });
    expect(await send(api(), stop)).toMatchObject({ answer: 'throttled', error: { kind } });
    expect(requests).toBe(1);
  });

  it('is asked for again at the next call', async () => {
    nock(sts).post('/').reply(403, refusal('AccessDenied', 'not yet'));
    nock(sts).post('/').reply(200, session('ASIASESSION'));
    nock(dms).post('/').reply(200, {});
    const own = api();
    expect((await own.call(...quotas)).isErr()).toBe(true);
    expect((await own.call(...quotas)).isOk()).toBe(true);
  });

  it.each([
    ['HTML', 200, '<html>hello</html>'],
    ['nothing', 200, ''],
    ['a redirect, which is not followed', 302, ''],
  ])('is no session where STS answers with %s', async (_name, status, body) => {
    nock(sts).post('/').reply(status, body, { location: 'https://elsewhere.example/' });
    const answer = await api().call(...quotas);
    expect(answer.isErr() && toUpgradeError(answer.error, 'us-east-1')).toMatchObject({
      kind: 'malformed-answer',
      message: expect.stringContaining('sts:AssumeRole'),
    });
  });

  it('is unavailable where nobody listens', async () => {
    nock(sts)
      .post('/')
      .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const answer = await send(api(), stop);
    expect(answer).toMatchObject({ answer: 'throttled', error: { kind: 'unavailable' } });
  });

  it('keeps no secret of a message', async () => {
    nock(sts).post('/').reply(403, refusal('AccessDenied', 'password=hunter2 is wrong'));
    expect(JSON.stringify(await send(api(), stop))).not.toContain('hunter2');
  });
});

describe('where sessions are asked for', () => {
  const here = 'http://127.0.0.1:4566';

  it.each(['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'])('is what %s says', async (name) => {
    nock(here)
      .post('/', /Action=AssumeRole/)
      .reply(200, session('ASIASESSION'));
    nock(here).post('/').matchHeader('authorization', signedBy('ASIASESSION')).reply(200, {});
    const environment = { AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: here, [name]: here };
    expect((await api({ environment }).call(...quotas)).isOk()).toBe(true);
  });

  it.each(['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'])(
    'is never over plain HTTP elsewhere: %s',
    async (name) => {
      const environment = {
        AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: here,
        [name]: 'http://sts.example.org',
      };
      const answer = await send(api({ environment }), stop);
      expect(answer).toMatchObject({ answer: 'rejected', error: { kind: 'invalid-input', input: name } });
    },
  );

  it('is never over plain HTTP elsewhere for the role of a profile on the way to it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'role-'));
    const files = { credentials: join(folder, 'credentials'), config: join(folder, 'config') };
    writeFileSync(files.credentials, '[keys]\naws_access_key_id = AKIDKEYS\naws_secret_access_key = s\n');
    const first = 'arn:aws:iam::123456789012:role/first';
    writeFileSync(files.config, `[profile north]\nrole_arn = ${first}\nsource_profile = keys\n`);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', files.credentials);
    vi.stubEnv('AWS_CONFIG_FILE', files.config);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://sts.example.org');
    const leaked = nock('http://sts.example.org').post('/').reply(200, session('ASIASTOLEN'));
    const answer = await send(createDmsApi({ environment: {}, role, profile: 'north' }), stop);
    rmSync(folder, { recursive: true });
    expect(answer).toMatchObject({ answer: 'rejected', error: { kind: 'invalid-input' } });
    expect(leaked.isDone()).toBe(false);
  });
});
