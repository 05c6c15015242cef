import * as official from '@alicloud/credentials';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { providerOf } from './login.ts';

afterEach(() => vi.unstubAllEnvs());

const role = 'acs:ram::123456789012:role/upgrader';

/** What was asked of a simulated STS, and the session that it gave. */
function withSts(provider: object): Record<string, string>[] {
  const asked: Record<string, string>[] = [];
  const Credentials = {
    AccessKeyId: 'STS.session',
    AccessKeySecret: 'session-secret',
    SecurityToken: 'session-token',
    Expiration: '2099-01-01T00:00:00Z',
  };
  const answer = async (request: {
    readonly host: string;
    readonly queries: Record<string, string>;
    readonly bodyForm: Record<string, string>;
  }) => {
    asked.push({ host: request.host, ...request.queries, ...request.bodyForm });
    return { statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify({ Credentials })) };
  };
  // The seam that the official client has for this.
  Reflect.set(provider, 'doRequest', answer);
  return asked;
}

describe('a login that takes on a role', () => {
  it('asks for a session of the role with what the environment has, and is that session', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'own-key');
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'own-secret');
    const provider = providerOf(official, { role });
    if (!provider) throw new Error('there is one');
    const asked = withSts(provider);
    expect(await provider.getCredentials()).toMatchObject({
      accessKeyId: 'STS.session',
      accessKeySecret: 'session-secret',
      securityToken: 'session-token',
    });
    expect(asked).toMatchObject([
      { host: 'sts.aliyuncs.com', Action: 'AssumeRole', RoleArn: role, AccessKeyId: 'own-key' },
    ]);
    expect(asked[0]?.['RoleSessionName']).toBe('engine-upgrader');
    expect(JSON.stringify(asked)).not.toContain('own-secret');
  });

  it('is the official chain where there is neither a role nor a profile', () => {
    expect(providerOf(official, {})).toBe(undefined);
  });
});
