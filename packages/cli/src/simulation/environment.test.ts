import { expect, test } from 'vitest';
import { parseDuration } from '../duration.ts';
import { simulatedEnvironment } from './environment.ts';

const endpoints = {
  rds: { 'cn-hangzhou': 'http://127.0.0.1:1001', 'cn-shanghai': 'http://127.0.0.1:1002' },
  dms: { 'us-east-1': 'http://127.0.0.1:1003' },
  aws: 'http://127.0.0.1:1004',
  journal: 'http://127.0.0.1:1005/journal',
};

test('no endpoint leads anywhere but to loopback', () => {
  const { set } = simulatedEnvironment({ endpoints, speed: 300, folder: '/tmp/sim' }, {});
  const urls = Object.entries(set).filter(([name]) => name.includes('ENDPOINT'));
  expect(urls.length).toBeGreaterThan(4);
  for (const [, url] of urls) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(set['ALIBABA_CLOUD_RDS_ENDPOINT_CN_SHANGHAI']).toBe('http://127.0.0.1:1002');
});

test('no session of a role is asked for at a real cloud', () => {
  const { set } = simulatedEnvironment({ endpoints, speed: 300, folder: '/tmp/sim' }, {});
  expect(set['AWS_ENDPOINT_URL_STS']).toBe('http://127.0.0.1:1004');
  // The official client makes sts.REGION.aliyuncs.com of it, and there is no such region.
  expect(set['ALIBABA_CLOUD_STS_REGION']).toBe('simulated');
});

test('no login or profile of the surrounding environment stays', () => {
  const surrounding = {
    AWS_PROFILE: 'production',
    AWS_SESSION_TOKEN: 'real',
    ALIBABA_CLOUD_PROFILE: 'production',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'real',
    ENGINE_UPGRADER_STATE: 'real.db',
    PATH: '/usr/bin',
  };
  const { set, unset } = simulatedEnvironment({ endpoints, speed: 300, folder: '/tmp/sim' }, surrounding);
  expect(unset.toSorted()).toEqual([
    'ALIBABA_CLOUD_PROFILE',
    'ALIBABA_CLOUD_SECURITY_TOKEN',
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
  ]);
  expect(set['ENGINE_UPGRADER_STATE']).toBe('/tmp/sim/state.db');
  expect(set['AWS_EC2_METADATA_DISABLED']).toBe('true');
  expect(set['ALIBABA_CLOUD_ECS_METADATA_DISABLED']).toBe('true');
});

test.each([1, 60, 300, 10_000])('at speed %i the times are ones that the command line takes', (speed) => {
  const { set } = simulatedEnvironment({ endpoints, speed, folder: '/tmp/sim' }, {});
  for (const name of ['SETTLE', 'POLL_INTERVAL', 'CALL_TIMEOUT']) {
    expect(parseDuration(set[`ENGINE_UPGRADER_${name}`] ?? '')).toBeGreaterThan(0);
  }
});
