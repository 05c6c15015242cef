import type { CloudAnswer, CloudCall } from './answer.ts';
import type { JournalEntry } from './journal.ts';

/** The parameters that the journal keeps of a call: ids, versions and tokens of idempotency, and no secrets. */
const keptParameters: ReadonlySet<string> = new Set([
  'DBInstanceId',
  'ReadInstanceId',
  'EngineVersion',
  'EffectiveTime',
  'ClientToken',
  'MaintainTime',
  'InstanceId',
  'TaskId',
  'ReplicationInstanceArn',
  'ReplicationInstanceIdentifier',
  'ReplicationTaskArn',
  'ReplicationTaskIdentifier',
  'TargetReplicationInstanceArn',
  'StartReplicationTaskType',
  'EndpointArn',
  'ApplyImmediately',
  'AllowMajorVersionUpgrade',
]);

/** The journal's entry of a call, before its answer is known. */
export function recordedCall(call: CloudCall, at: number): JournalEntry {
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(call.parameters)) {
    if (value !== undefined && keptParameters.has(name)) parameters[name] = value;
  }
  const { service, region, action, caller } = call;
  const entry: JournalEntry = { at, service, region, kind: 'call', action, detail: { parameters } };
  const resource =
    parameters['DBInstanceId'] ?? parameters['ReplicationTaskArn'] ?? parameters['ReplicationInstanceArn'];
  if (typeof resource === 'string') entry.resource = resource;
  if (caller !== undefined) entry.caller = caller;
  return entry;
}

/** How the journal names an answer: OK, the error code, or what became of the connection. */
export function codeOf(answer: CloudAnswer): string {
  if (answer.kind === 'lost') return `lost (${answer.reason})`;
  if (answer.kind === 'raw') return `raw (${answer.status})`;
  const body = answer.body as Record<string, unknown> | null;
  const code = body?.['Code'] ?? body?.['__type'];
  return typeof code === 'string' ? code : 'OK';
}
