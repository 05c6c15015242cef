import { describe, expect, it } from 'vitest';
import { rdsDriver } from '../driver.ts';
import { fakeApi, reach } from '../testing/fake-api.ts';
import { item } from '../testing/family.ts';

const settings = {
  account: 'default',
  regions: [],
  callTimeout: 1_000,
  budget: { capacity: 1, refillPerSecond: 1 },
};

async function listed(regions: readonly string[]): Promise<readonly unknown[]> {
  const { api } = fakeApi(({ region }) =>
    region === 'cn-shanghai'
      ? 'ServiceUnavailable'
      : {
          Items: {
            DBInstance: [
              item('rm-1', { DBInstanceDescription: 'orders' }),
              item('rr-1', { DBInstanceType: 'Readonly', MasterInstanceId: 'rm-1' }),
              { ...item('rm-2'), Engine: 5 },
            ],
          },
        },
  );
  const found: unknown[] = [];
  for await (const result of rdsDriver(api, settings).list({ regions }, reach)) {
    found.push(result.isOk() ? result.value.url : result.error);
  }
  return found;
}

describe('a list', () => {
  it('has every region, and what failed last', async () => {
    expect(await listed(['cn-shanghai', 'cn-hangzhou'])).toEqual([
      'alibaba-rds://cn-hangzhou/rm-1',
      'alibaba-rds://cn-hangzhou/rr-1',
      expect.objectContaining({ kind: 'unavailable' }),
      expect.objectContaining({ kind: 'malformed-answer', field: 'Engine' }),
    ]);
  });

  it('needs a region', async () => {
    expect(await listed([])).toMatchObject([{ kind: 'invalid-input', input: 'regions' }]);
  });
});
