import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { item } from '../testing/family.ts';
import * as evidence from './parse-evidence.ts';
import { parseHistoryPage } from './parse-history.ts';
import { itemsOf, parseInstance } from './parse-instance.ts';
import { errorOf, valueOf } from '../testing/unwrap.ts';

const operation = 'DescribeDBInstanceAttribute';

describe('an instance in an answer', () => {
  it('keeps named fields only, and never what has a password', () => {
    const instance = valueOf(
      parseInstance(
        operation,
        'cn-hangzhou',
        item('rm-orders', {
          GuardDBInstanceId: 'rm-dr',
          ReadOnlyDBInstanceIds: {
            ReadOnlyDBInstanceId: [{ DBInstanceId: 'rr-2' }, { DBInstanceId: 'rr-1' }],
          },
          DisasterRecoveryInstances: '[{"regionId":"cn-shanghai","insName":"rm-dr"}]',
          DisasterRecoveryInfo: '{"replicatorPassword":"canary"}',
          SomethingNew: { deep: true },
        }),
      ),
    );
    expect(instance).toEqual({
      kind: 'instance',
      region: 'cn-hangzhou',
      instanceId: 'rm-orders',
      engine: 'MySQL',
      engineVersion: '5.5',
      status: 'Running',
      type: 'Primary',
      lockMode: 'Unlock',
      guardId: 'rm-dr',
      replicaIds: ['rr-1', 'rr-2'],
      disasterRecovery: [{ region: 'cn-shanghai', instanceId: 'rm-dr' }],
    });
    expect(JSON.stringify(instance)).not.toContain('canary');
  });

  it('has an empty text for nothing', () => {
    const instance = parseInstance(
      operation,
      'r',
      item('a', { ExpireTime: '', MasterInstanceId: '', LockReason: '' }),
    );
    const fields = Object.keys(valueOf(instance));
    expect(fields).not.toContain('expiresAt');
    expect(fields).not.toContain('primaryId');
  });

  it.each(['DBInstanceId', 'Engine', 'EngineVersion', 'DBInstanceStatus'])(
    'names %s when it is missing',
    (field) => {
      const { [field]: _, ...rest } = item('rm-orders');
      expect(errorOf(parseInstance(operation, 'r', rest))).toMatchObject({
        cause: 'malformed',
        field,
      });
    },
  );
});

describe('any answer', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.record({ Items: fc.jsonValue() }),
    fc.record({ Items: fc.record({ DBInstance: fc.jsonValue(), Backup: fc.jsonValue() }) }),
    fc.record(
      {
        ...Object.fromEntries(Object.keys(item('')).map((name) => [name, fc.jsonValue()])),
        MaintainTime: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );

  it('is read or is an error that names a field, and is never thrown over', () => {
    const readers = [
      (body: unknown) => parseInstance(operation, 'r', body),
      (body: unknown) => itemsOf(operation, body, 'DBInstance'),
      parseHistoryPage,
      ...Object.values(evidence),
    ];
    fc.assert(
      fc.property(odd, fc.constantFrom(...readers), (body, reader) => {
        const answer = reader(body);
        if (answer.isErr())
          expect(answer.error).toMatchObject({ cause: 'malformed', field: expect.any(String) });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('evidence', () => {
  it('of a history has ids as text, whether they came as text or number', () => {
    const page = valueOf(
      parseHistoryPage({
        Items: [{ TaskId: 10_254_125, InstanceId: 'a', Status: 'Failed', StartTime: '2026-01-15T12:00:00Z' }],
      }),
    );
    expect(page.entries[0]?.task).toMatchObject({ taskId: '10254125', startedAt: Date.UTC(2026, 0, 15, 12) });
  });

  it('of backups is the newest', () => {
    const body = {
      Items: {
        Backup: [{ BackupEndTime: '2026-01-01T00:00:00Z' }, { BackupEndTime: '2026-01-03T00:00:00Z' }],
      },
    };
    expect(valueOf(evidence.parseBackups(body))).toEqual({ finishedAt: Date.UTC(2026, 0, 3) });
  });

  it.each([
    ['Enabled', true],
    ['Disabled', false],
  ])('of TDE %s is %s', (TDEStatus, enabled) => {
    expect(valueOf(evidence.parseTde({ TDEStatus }))).toEqual({ enabled });
  });
});
