import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout, openSimulatedShell, type SimulatedShell } from './simulated-shell.ts';

const orders = 'alibaba-rds://cn-hangzhou/rm-orders';
const family = ['rm-orders', 'rm-orders-dr', 'rr-orders-1', 'rr-orders-2'];
const upgradedOnce = family.map((member) => `${member} 5.6`);
const example = (name: string): string => join(checkout, 'examples', name);

async function withShell(
  options: readonly string[],
  use: (shell: SimulatedShell) => Promise<void>,
): Promise<void> {
  const shell = await openSimulatedShell(...options);
  try {
    await use(shell);
  } finally {
    await shell.close();
  }
}

/** As a reader runs it against the built packages, and from the sources. */
const ways = [
  { way: 'against the built packages', flags: [] },
  { way: 'from the sources', flags: ['--conditions=source'] },
];

describe.concurrent('upgrade-rds-mysql.ts', () => {
  const upgrade = [example('upgrade-rds-mysql.ts'), orders, '5.6'];

  test.each(ways)('upgrades a family and ends with proof, $way', ({ flags }) =>
    withShell([], async (shell) => {
      const { code, stdout, output } = await shell.start(process.execPath, [...flags, ...upgrade]).ended;
      expect(code, output).toBe(0);
      expect(stdout).toContain(`${orders} and the 3 that go with it: 5.5 to 5.6, proved on every member\n`);
      for (const member of family) {
        expect(stdout).toMatch(new RegExp(`/${member}: 5\\.5 -> 5\\.6, proved by 3 looks\n`));
      }
      expect([...(await shell.upgraded())].sort()).toEqual(upgradedOnce);
    }),
  );

  test.each([
    'upgrade replica rr-orders-1 from 5.5 to 5.6: ',
    'upgrade replica rr-orders-2 from 5.5 to 5.6: accepted by the cloud',
    'upgrade primary rm-orders from 5.5 to 5.6: making sure',
  ])('killed with SIGKILL at "%s" and started again, it ends the same', (sign) =>
    withShell([], async (shell) => {
      const first = shell.start(process.execPath, upgrade);
      await first.says(sign);
      first.kill('SIGKILL');
      expect((await first.ended).code).toBe(null);
      const { code, stdout, output } = await shell.start(process.execPath, upgrade).ended;
      expect(code, output).toBe(0);
      expect(stdout).toContain('5.5 to 5.6, proved on every member');
      expect([...(await shell.upgraded())].sort(), 'no member was submitted twice').toEqual(upgradedOnce);
    }),
  );

  test('started again when all is done, it changes nothing and ends well', () =>
    withShell([], async (shell) => {
      for (const turn of ['first', 'second']) {
        const { code, output } = await shell.start(process.execPath, upgrade).ended;
        expect(code, `${turn}: ${output}`).toBe(0);
      }
      expect(await shell.upgraded()).toHaveLength(family.length);
    }));

  test('says in one line what is wrong, and changes nothing', () =>
    withShell([], async (shell) => {
      const refused = await shell.start(process.execPath, [example('upgrade-rds-mysql.ts'), orders, '5.4'])
        .ended;
      expect(refused.code).toBe(1);
      expect(refused.output.trim().split('\n')).toHaveLength(1);
      expect(await shell.upgraded()).toEqual([]);
    }));
});

describe.concurrent('both-clouds.ts', () => {
  const script = example('both-clouds.ts');

  test('lists and plans what is out of date on both clouds, and changes nothing', () =>
    withShell([], async (shell) => {
      const { code, stdout, output } = await shell.start(process.execPath, [script]).ended;
      expect(code, output).toBe(0);
      expect(stdout).toContain(`${orders}: 5.5 to 8.0, 4 members`);
      expect(stdout).toContain('aws-dms://us-east-1/orders: 3.5.4 to 3.6.1, 5 members');
      expect(await shell.upgraded()).toEqual([]);
    }));

  test('with --apply it upgrades all of it; killed halfway and started again, nothing is submitted twice', async () => {
    await withShell([], async (shell) => {
      const first = shell.start(process.execPath, [script, '--apply']);
      while ((await shell.upgraded()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      first.kill('SIGKILL');
      expect((await first.ended).code).toBe(null);
      const { code, output } = await shell.start(process.execPath, [script, '--apply']).ended;
      expect(code, output).toBe(0);
      expect(output).toContain('rm-orders and the 3 that go with it: 5.5 to 8.0, proved on every member');
      expect(output).toContain('rm-billing: 5.7 to 8.0, proved on every member');
      expect(output).toContain('orders and the 4 that go with it: 3.5.4 to 3.6.1, proved on every member');
      const again = await shell.start(process.execPath, ['--conditions=source', script]).ended;
      expect(again).toMatchObject({ code: 0, output: '' });
      const upgrades = await shell.upgraded();
      expect(new Set(upgrades).size).toBe(upgrades.length);
    });
  });
});
