import * as fc from 'fast-check';
import type { Result } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import {
  parseConfig,
  parseEndpoint,
  parseMaintenance,
  parseOrderable,
  parseReplication,
  parseTable,
  parseTags,
  parseVersion,
} from './parse-evidence.ts';
import { parseInstance } from './parse-instance.ts';
import { parseTask } from './parse-task.ts';
import { errorOf, valueOf } from '../testing/unwrap.ts';

const region = 'us-east-1';
const instance = {
  ReplicationInstanceIdentifier: 'orders',
  ReplicationInstanceArn: 'arn:aws:dms:us-east-1:123456789012:rep:ORDERS',
  ReplicationInstanceStatus: 'available',
  EngineVersion: '3.5.4',
  ReplicationInstanceClass: 'dms.t3.medium',
};
const task = {
  ReplicationTaskArn: 'arn:aws:dms:us-east-1:123456789012:task:CDC',
  ReplicationTaskIdentifier: 'cdc',
  ReplicationInstanceArn: instance.ReplicationInstanceArn,
  MigrationType: 'cdc',
  Status: 'stopped',
};

const parsers: Readonly<Record<string, (item: unknown) => Result<unknown, { readonly cause: string }>>> = {
  parseInstance: (item) => parseInstance(region, item),
  parseTask: (item) => parseTask(region, item),
  parseConfig: (item) => parseConfig(region, item),
  parseEndpoint,
  parseMaintenance,
  parseOrderable,
  parseReplication,
  parseTable,
  parseTags,
  parseVersion,
};

describe('what answers are read as', () => {
  it.each(Object.entries(parsers))('%s never throws', (_name, parse) => {
    const mutated = fc
      .tuple(
        fc.constantFrom(instance, task),
        fc.dictionary(fc.constantFrom(...Object.keys({ ...instance, ...task })), fc.anything()),
      )
      .map(([good, changes]) => ({ ...good, ...changes }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), mutated), (item) => {
        const parsed = parse(item);
        if (parsed.isErr()) expect(parsed.error.cause).toBe('malformed');
      }),
    );
  });

  it.each(Object.keys(instance))('names %s where an instance lacks it', (field) => {
    const parsed = parseInstance(region, { ...instance, [field]: undefined });
    expect(errorOf(parsed)).toMatchObject({ cause: 'malformed', field });
  });

  it.each(Object.keys(task))('names %s where a task lacks it', (field) => {
    const parsed = parseTask(region, { ...task, [field]: undefined });
    expect(errorOf(parsed)).toMatchObject({ cause: 'malformed', field });
  });

  it('takes named fields of a task only, and redacts its message', () => {
    const parsed = valueOf(
      parseTask(region, {
        ...task,
        StopReason: 'Stop Reason NORMAL',
        TableMappings: '{"rules":"canary"}',
        ReplicationTaskSettings: '{"secret":"canary"}',
        TaskData: 'canary',
        LastFailureMessage: `login failed: password=canary ${'x'.repeat(1_000)}`,
      }),
    );
    expect(parsed).toMatchObject({ identifier: 'cdc', stopReason: 'NORMAL' });
    expect(JSON.stringify(parsed)).not.toContain('canary');
    expect(parsed.lastFailure?.length).toBeLessThanOrEqual(300);
  });

  it('takes of an endpoint no setting but its slot', () => {
    const parsed = valueOf(
      parseEndpoint({
        EndpointArn: 'arn',
        EndpointIdentifier: 'source',
        EndpointType: 'SOURCE',
        EngineName: 'postgres',
        ServerName: 'canary',
        Username: 'canary',
        PostgreSQLSettings: { SlotName: 'slot', SecretsManagerSecretId: 'canary', Password: 'canary' },
      }),
    );
    expect(parsed).toMatchObject({ engine: 'postgres', slotName: 'slot' });
    expect(JSON.stringify(parsed)).not.toContain('canary');
  });
});
