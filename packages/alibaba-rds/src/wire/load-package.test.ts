import { afterEach, expect, it, vi } from 'vitest';
import { toUpgradeError } from './upgrade-error.ts';
import { defaultClients } from './default-clients.ts';
import { loadPackage } from './load-package.ts';
import { errorOf } from '../testing/unwrap.ts';

const incomplete = (): never => {
  throw new Error("Cannot find module './client'\nRequire stack:\n- /home/someone/project/index.js");
};
const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItest', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary' };
const login = { accessKeyId: 'LTAItest', accessKeySecret: 'canary' };

afterEach(() => {
  vi.doUnmock('@alicloud/credentials');
  vi.doUnmock('@alicloud/openapi-client');
});

it.each([
  ['@alicloud/credentials', defaultClients({}, environment)],
  ['@alicloud/credentials', defaultClients({}, environment, { profile: 'production' })],
  ['@alicloud/openapi-client', defaultClients(login, environment)],
])('an install without %s is said as that, and not as a missing login', async (name, clientFor) => {
  vi.doMock(name, incomplete);
  const error = errorOf(await clientFor('DescribeDBInstances', 'cn-hangzhou'));
  expect(error).toMatchObject({ cause: 'not-sent', operation: 'DescribeDBInstances' });
  const { kind, message } = toUpgradeError(error, 'cn-hangzhou');
  expect(kind).toBe('unavailable');
  expect(message).toContain(`the package ${name} could not be loaded, so nothing was sent; install it again`);
});

it('says why in one line', async () => {
  const loading = loadPackage('DescribeDBInstances', '@alicloud/credentials', async () => incomplete());
  expect(errorOf(await loading).message).toBe(
    'the package @alicloud/credentials could not be loaded, so nothing was sent; install it again ' +
      "(Cannot find module './client')",
  );
});

it('is found again once it is there', async () => {
  vi.doMock('@alicloud/credentials', incomplete);
  const clientFor = defaultClients({}, environment);
  expect((await clientFor('DescribeDBInstances', 'cn-hangzhou')).isErr()).toBe(true);
  vi.doMock('@alicloud/credentials', () => ({
    default: class {
      getCredential = (): Promise<object> => Promise.resolve(login);
    },
  }));
  expect((await clientFor('DescribeDBInstances', 'cn-hangzhou')).isOk()).toBe(true);
});
