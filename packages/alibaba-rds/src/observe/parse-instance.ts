import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { RdsCallError, RdsOperation } from '../wire/api.ts';
import { id, isBody, malformed, optionalNumber, optionalText, parseBody, text } from '../wire/parse.ts';
import type { DisasterRecoveryLink, RdsInstance } from './instance.ts';

const replicas = z.nullish(
  z.object({ ReadOnlyDBInstanceId: z.nullish(z.array(z.object({ DBInstanceId: id }))) }),
);
const nodes = z.nullish(z.object({ DBClusterNode: z.nullish(z.array(z.object({ Status: optionalText }))) }));

/** Fields of DescribeDBInstances' and DescribeDBInstanceAttribute's items. disasterRecoveryInfo is not read. */
const item = z.object({
  DBInstanceId: id,
  Engine: text,
  EngineVersion: text,
  DBInstanceStatus: text,
  DBInstanceType: optionalText,
  DBInstanceDescription: optionalText,
  DBInstanceClass: optionalText,
  DBInstanceStorageType: optionalText,
  Category: optionalText,
  LockMode: optionalText,
  LockReason: optionalText,
  ExpireTime: optionalText,
  MasterInstanceId: optionalText,
  GuardDBInstanceId: optionalText,
  ReadOnlyDBInstanceIds: replicas,
  MaintainTime: optionalText,
  CurrentKernelVersion: optionalText,
  DBInstanceStorage: optionalNumber,
  DisasterRecoveryInstances: z.optional(z.unknown()),
  DBClusterNodes: nodes,
});

/** Reads one item of a listing or of DescribeDBInstanceAttribute. */
export function parseInstance(
  operation: RdsOperation,
  region: string,
  body: unknown,
): Result<RdsInstance, RdsCallError> {
  return parseBody(operation, body, item).map((fields): RdsInstance => {
    const expiresAt = fields.ExpireTime === undefined ? Number.NaN : Date.parse(fields.ExpireTime);
    const replicaIds = (fields.ReadOnlyDBInstanceIds?.ReadOnlyDBInstanceId ?? []).map(
      (replica) => replica.DBInstanceId,
    );
    const known = {
      description: fields.DBInstanceDescription,
      lockMode: fields.LockMode,
      lockReason: fields.LockReason,
      instanceClass: fields.DBInstanceClass,
      category: fields.Category,
      storageType: fields.DBInstanceStorageType,
      expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
      primaryId: fields.MasterInstanceId,
      guardId: fields.GuardDBInstanceId,
      maintenanceWindow: fields.MaintainTime,
      minorVersion: fields.CurrentKernelVersion,
      storageGibibytes: fields.DBInstanceStorage,
      disasterRecovery: parseLinks(fields.DisasterRecoveryInstances),
      nodes: fields.DBClusterNodes?.DBClusterNode?.flatMap((node) => node.Status ?? []),
    };
    return {
      kind: 'instance',
      region,
      instanceId: fields.DBInstanceId,
      engine: fields.Engine,
      engineVersion: fields.EngineVersion,
      status: fields.DBInstanceStatus,
      type: fields.DBInstanceType ?? 'Primary',
      replicaIds: [...new Set(replicaIds)].sort(),
      ...withoutAbsent(known),
    };
  });
}

/** Whether an item says that it lives in another region than the one that was asked. */
export function isElsewhere(
  operation: RdsOperation,
  body: unknown,
  region: string,
): Result<boolean, RdsCallError> {
  const said = isBody(body) ? body['RegionId'] : undefined;
  if (said === undefined || said === null || said === '') return ok(false);
  if (typeof said !== 'string' || !/^[a-z0-9-]{1,60}$/i.test(said)) {
    return err(malformed(operation, 'RegionId', body));
  }
  return ok(said.toLowerCase() !== region.toLowerCase());
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(fields: T): Present<T> {
  const present: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) {
    if (fields[name] !== undefined) present[name] = fields[name];
  }
  return present as Present<T>;
}

const link = z.object({
  regionId: z.string().check(z.minLength(1), z.maxLength(60)),
  insName: z.string().check(z.minLength(1), z.maxLength(100)),
});

/** Reads `[{"regionId":…,"insName":…}]`, which comes as a JSON text. What cannot be read is left out. */
function parseLinks(value: unknown): DisasterRecoveryLink[] | undefined {
  const list = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(list)) return undefined;
  const links = list.flatMap((entry) => {
    const parsed = link.safeParse(entry);
    return parsed.success ? [{ region: parsed.data.regionId, instanceId: parsed.data.insName }] : [];
  });
  return links.length === 0 ? undefined : links;
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The items under `Items.NAME` of an answer, not looked into yet. */
export function itemsOf(
  operation: RdsOperation,
  body: unknown,
  name: string,
): Result<readonly unknown[], RdsCallError> {
  const outer = isBody(body) ? body['Items'] : undefined;
  const inner = isBody(outer) ? outer[name] : undefined;
  if (Array.isArray(inner)) return ok(inner);
  return err(malformed(operation, `Items.${name}`, body));
}
