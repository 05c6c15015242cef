import { describe, expect, it } from 'vitest';
import { createCloud } from '../cloud.ts';
import { faultsByCall, type Fault } from '../faults.ts';
import { realClock } from '../real-clock.ts';
import { serveCloud } from './server.ts';

const headers = {
  'x-acs-action': 'DescribeDBInstances',
  'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'x-acs-date': '2026-01-10T12:00:00Z',
  'x-acs-version': '2014-08-15',
  authorization: `ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-version,Signature=${'0'.repeat(64)}`,
};

/** Sends one listing to a server on which `fault` happens. */
async function listed<T>(
  fault: Fault | undefined,
  use: (send: () => Promise<Response>) => Promise<T>,
): Promise<T> {
  const faults = faultsByCall(fault === undefined ? [] : [{ action: 'DescribeDBInstances', fault }]);
  const cloud = createCloud({ clock: realClock({ speed: 1000 }), faults });
  const server = await serveCloud(cloud, { regions: { rds: ['cn-hangzhou'] } });
  try {
    const url = `${server.endpoints.rds['cn-hangzhou']}/?RegionId=cn-hangzhou`;
    return await use(() => fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(500) }));
  } finally {
    await server.close();
  }
}

describe('the HTTP server', () => {
  it('answers in JSON, on the loopback interface', async () => {
    await listed(undefined, async (send) => {
      const response = await send();
      expect(response.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toMatchObject({ TotalRecordCount: 4 });
    });
  });

  it('throttles with a code and a hint', async () => {
    await listed('throttle', async (send) => {
      const response = await send();
      expect(response.status).toBe(400);
      expect(response.headers.get('x-acs-retry-after')).toBe('1000');
      expect(await response.json()).toMatchObject({ Code: 'Throttling.User' });
    });
  });

  it('breaks the connection where an answer is lost', async () => {
    await listed('lost-after', async (send) => {
      await expect(send()).rejects.toThrow('fetch failed');
    });
  });

  it('holds the connection where an answer times out', async () => {
    await listed('timeout-before', async (send) => {
      await expect(send()).rejects.toThrow(/timeout/);
    });
  });

  it('answers with a page of HTML, or nothing, or an error inside a success', async () => {
    await listed('html', async (send) => expect(await (await send()).text()).toContain('<html>'));
    await listed('empty', async (send) => expect(await (await send()).text()).toBe(''));
    await listed('ok-with-code', async (send) => {
      const response = await send();
      expect(response.status).toBe(200);
      expect(await response.json()).toHaveProperty('Code', 'ServiceUnavailable');
    });
  });
});
