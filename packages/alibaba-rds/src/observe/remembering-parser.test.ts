import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { item } from '../testing/family.ts';
import { parseInstance } from './parse-instance.ts';
import { rememberingParser } from './remembering-parser.ts';

const operation = 'DescribeDBInstances';
const copy = (body: object): object => JSON.parse(JSON.stringify(body)) as object;

describe('a parser that remembers', () => {
  it('gives the same object for the same answer, and another one for any that differs', () => {
    const parse = rememberingParser();
    const first = parse(operation, 'cn-hangzhou', item('rm-1')).unwrapOr(undefined);
    expect(parse(operation, 'cn-hangzhou', copy(item('rm-1'))).unwrapOr(undefined)).toBe(first);
    expect(parse(operation, 'cn-shanghai', item('rm-1')).unwrapOr(undefined)).not.toBe(first);
    const replicas = { ReadOnlyDBInstanceId: [{ DBInstanceId: 'rr-1' }] };
    const grown = parse(operation, 'cn-hangzhou', { ...item('rm-1'), ReadOnlyDBInstanceIds: replicas });
    expect(grown.unwrapOr(undefined)?.replicaIds).toEqual(['rr-1']);
    const without = { ...item('rm-1') } as Record<string, unknown>;
    delete without['EngineVersion'];
    expect(parse(operation, 'cn-hangzhou', without).isErr()).toBe(true);
  });

  it('says of every answer what reading it anew says', () => {
    const fields = fc.record(
      {
        DBInstanceId: fc.constantFrom('rm-1', 'rm-2', 7),
        DBInstanceStatus: fc.constantFrom('Running', 'Stopped', null),
        EngineVersion: fc.constantFrom('5.6', '5.7'),
        LockMode: fc.constantFrom('Unlock', 'ManualLock', ''),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 20 }), (answers) => {
        const parse = rememberingParser();
        for (const answer of answers) {
          const body = { ...item('rm-1'), ...answer };
          expect(parse(operation, 'cn-hangzhou', body)).toEqual(
            parseInstance(operation, 'cn-hangzhou', body),
          );
        }
      }),
    );
  });
});
