import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointFor } from './endpoint.ts';
import { errorOf, valueOf } from '../testing/unwrap.ts';

const right = (region: string, environment: Record<string, string> = {}, configured?: string): unknown =>
  valueOf(endpointFor(region, environment, configured));
const wrong = (environment: Record<string, string>, configured?: string): unknown =>
  errorOf(endpointFor('cn-hangzhou', environment, configured));

describe('the endpoint of a region', () => {
  it.each(['cn-hangzhou', 'cn-beijing', 'cn-shanghai', 'ap-southeast-1', 'us-east-1'])(
    'is central for %s',
    (region) => {
      expect(right(region)).toEqual({ host: 'rds.aliyuncs.com', protocol: 'HTTPS' });
    },
  );

  it('is of the region elsewhere', () => {
    expect(right('eu-central-1')).toEqual({ host: 'rds.eu-central-1.aliyuncs.com', protocol: 'HTTPS' });
  });

  it('is overridden by one variable for all regions, and by one for one region', () => {
    const environment = {
      ALIBABA_CLOUD_RDS_ENDPOINT: 'http://127.0.0.1:8001',
      ALIBABA_CLOUD_RDS_ENDPOINT_CN_SHANGHAI: 'https://rds.example.com',
    };
    expect(right('cn-hangzhou', environment)).toEqual({ host: '127.0.0.1:8001', protocol: 'HTTP' });
    expect(right('cn-shanghai', environment)).toEqual({ host: 'rds.example.com', protocol: 'HTTPS' });
  });

  it.each(['http://127.0.0.1:1', 'http://127.9.9.9', 'http://localhost:80', 'http://[::1]:9'])(
    'may be plain HTTP on loopback: %s',
    (endpoint) => {
      expect(right('cn-hangzhou', {}, endpoint)).toMatchObject({ protocol: 'HTTP' });
    },
  );

  it.each([
    'http://rds.aliyuncs.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'http://localhost.example.com',
    'http://user@127.0.0.1',
    'ftp://127.0.0.1',
    'https://rds.aliyuncs.com/path',
    'https://',
    'not a host',
  ])('is never %s', (endpoint) => {
    expect(wrong({ ALIBABA_CLOUD_RDS_ENDPOINT: endpoint })).toMatchObject({
      kind: 'invalid-input',
      input: 'ALIBABA_CLOUD_RDS_ENDPOINT',
    });
  });

  it('is plain HTTP for no host but loopback, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (endpoint) => {
        const answer = endpointFor('cn-hangzhou', { ALIBABA_CLOUD_RDS_ENDPOINT: endpoint });
        if (answer.isErr()) return;
        expect(
          answer.value.protocol === 'HTTPS' || /^(127\.|localhost|\[::1\])/.test(answer.value.host),
        ).toBe(true);
      }),
    );
  });

  it('is none for what cannot be a region', () => {
    expect(endpointFor('evil.example.com/', {}).isErr()).toBe(true);
  });
});
