import type { PendingMaintenance } from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { DmsCallError } from '../wire/api.ts';
import { optionalInstant, optionalText, parseBody, text } from '../wire/parse.ts';
import type { ServerlessReplication } from './resources.ts';
import type { DmsEndpoint, EngineVersion, Orderable } from './survey.ts';

type Parsed<T> = Result<T, DmsCallError>;

const version = z.object({
  Version: text,
  Lifecycle: optionalText,
  ReleaseStatus: optionalText,
  LaunchDate: optionalInstant,
  AutoUpgradeDate: optionalInstant,
  DeprecationDate: optionalInstant,
  ForceUpgradeDate: optionalInstant,
  AvailableUpgrades: z.nullish(z.array(text)),
});

/** Takes the named fields of an engine version. */
export function parseVersion(item: unknown): Parsed<EngineVersion> {
  return parseBody('DescribeEngineVersions', item, version).map((fields) => ({
    version: fields.Version,
    lifecycle: fields.Lifecycle,
    releaseStatus: fields.ReleaseStatus,
    launch: fields.LaunchDate,
    autoUpgrade: fields.AutoUpgradeDate,
    deprecation: fields.DeprecationDate,
    forceUpgrade: fields.ForceUpgradeDate,
    availableUpgrades: fields.AvailableUpgrades ?? [],
  }));
}

const orderable = z.object({
  EngineVersion: text,
  ReplicationInstanceClass: text,
  AvailabilityZones: z.nullish(z.array(text)),
});

/** Takes the named fields of an orderable class. */
export function parseOrderable(item: unknown): Parsed<Orderable> {
  return parseBody('DescribeOrderableReplicationInstances', item, orderable).map((fields) => ({
    engineVersion: fields.EngineVersion,
    instanceClass: fields.ReplicationInstanceClass,
    ...(fields.AvailabilityZones ? { zones: fields.AvailabilityZones } : {}),
  }));
}

const endpoint = z.object({
  EndpointArn: text,
  EndpointIdentifier: text,
  EndpointType: optionalText,
  EngineName: text,
  PostgreSQLSettings: z.nullish(z.object({ SlotName: optionalText })),
});

/** Takes the named fields of an endpoint; of its settings only the slot's name. */
export function parseEndpoint(item: unknown): Parsed<DmsEndpoint> {
  return parseBody('DescribeEndpoints', item, endpoint).map((fields) => ({
    arn: fields.EndpointArn,
    identifier: fields.EndpointIdentifier,
    type: (fields.EndpointType ?? '').toLowerCase(),
    engine: fields.EngineName.toLowerCase(),
    slotName: fields.PostgreSQLSettings?.SlotName,
  }));
}

const table = z.object({ SchemaName: optionalText, TableName: optionalText, TableState: optionalText });

/** A table's name and state. */
export interface TableState {
  readonly name: string;
  readonly state: string;
}

/** Takes the named fields of a table's statistics. */
export function parseTable(item: unknown): Parsed<TableState> {
  return parseBody('DescribeTableStatistics', item, table).map((fields) => ({
    name: `${fields.SchemaName ?? ''}.${fields.TableName ?? ''}`,
    state: fields.TableState ?? '',
  }));
}

const action = z.object({
  Action: text,
  AutoAppliedAfterDate: optionalInstant,
  ForcedApplyDate: optionalInstant,
});
const maintenance = z.object({
  ResourceIdentifier: text,
  PendingMaintenanceActionDetails: z.nullish(z.array(action)),
});

/** What is announced for one resource. */
export interface AnnouncedMaintenance {
  readonly arn: string;
  readonly actions: readonly PendingMaintenance[];
}

/** Takes the named fields of the maintenance of a resource. */
export function parseMaintenance(item: unknown): Parsed<AnnouncedMaintenance> {
  return parseBody('DescribePendingMaintenanceActions', item, maintenance).map((fields) => ({
    arn: fields.ResourceIdentifier,
    actions: (fields.PendingMaintenanceActionDetails ?? []).map((found) => ({
      action: found.Action,
      ...(found.AutoAppliedAfterDate === undefined ? {} : { appliedAfter: found.AutoAppliedAfterDate }),
      ...(found.ForcedApplyDate === undefined ? {} : { forcedAt: found.ForcedApplyDate }),
    })),
  }));
}

const tags = z.object({ TagList: z.array(z.object({ Key: text, Value: optionalText })) });

/** Takes the tags of a resource. */
export function parseTags(body: unknown): Parsed<Readonly<Record<string, string>>> {
  return parseBody('ListTagsForResource', body, tags).map((fields) =>
    Object.fromEntries(fields.TagList.map((tag) => [tag.Key, tag.Value ?? ''])),
  );
}

const tagsOfSeveral = z.object({
  TagList: z.array(z.object({ Key: text, Value: optionalText, ResourceArn: text })),
});

/** Takes the tags of several resources, by ARN: SDK: each tag names its resource where a list of ARNs was asked for. */
export function parseTagsByArn(
  body: unknown,
): Parsed<readonly { readonly arn: string; readonly key: string; readonly value: string }[]> {
  return parseBody('ListTagsForResource', body, tagsOfSeveral).map((fields) =>
    fields.TagList.map((tag) => ({ arn: tag.ResourceArn, key: tag.Key, value: tag.Value ?? '' })),
  );
}

const config = z.object({
  ReplicationConfigIdentifier: text,
  ReplicationConfigArn: text,
  ReplicationType: optionalText,
});

/** Takes the named fields of a serverless replication's configuration. */
export function parseConfig(region: string, item: unknown): Parsed<ServerlessReplication> {
  return parseBody('DescribeReplicationConfigs', item, config).map((fields) => ({
    kind: 'serverless',
    region,
    configId: fields.ReplicationConfigIdentifier,
    arn: fields.ReplicationConfigArn,
    replicationType: fields.ReplicationType,
  }));
}

const replication = z.object({ ReplicationConfigArn: text, Status: optionalText });

/** Takes the status of a serverless replication. */
export function parseReplication(
  item: unknown,
): Parsed<{ readonly arn: string; readonly status: string | undefined }> {
  return parseBody('DescribeReplications', item, replication).map((fields) => ({
    arn: fields.ReplicationConfigArn,
    status: fields.Status,
  }));
}
