import {
  freshMemory,
  type PlannedMember,
  type PlannedStep,
  type Sight,
  type Snapshot,
  type StepContext,
  type StepMemory,
  type Verdict,
} from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { instanceKey } from '../needs.ts';
import { instanceUrl, type RdsInstance, roleOf } from '../observe/instance.ts';
import type { AlibabaRds, RdsResource, UpgradeStep } from '../provider.ts';
import { instance, replica } from '../testing/family.ts';
import { upgradeMember } from './upgrade-member.ts';

const now = Date.UTC(2026, 0, 15, 12);
const code = 'UnsupportedReadOrBakReadState';
const primary = instance();

const step = (fields: Partial<UpgradeStep> = {}): PlannedStep<AlibabaRds> => ({
  id: '5.6/rm-orders/upgrade',
  phase: 'forward',
  title: '',
  member: instanceUrl(primary),
  after: [],
  changes: [],
  input: {
    kind: 'upgrade-member',
    region: primary.region,
    instanceId: primary.instanceId,
    role: 'primary',
    from: '5.5',
    to: '5.6',
    effectiveTime: 'immediate',
    mayFollow: false,
    ...fields,
  },
});

const call = {
  operation: 'UpgradeDBInstanceEngineVersion',
  region: primary.region,
  instanceId: primary.instanceId,
  engineVersion: '5.6',
  effectiveTime: 'Immediate',
} as const;

/** A memory whose last send was refused with a code, the last of so many in a row for which no replica was busy. */
function refused(times: number, said: string = code): StepMemory<AlibabaRds> {
  const provider = { operation: call.operation, code: said, message: 'in unsupported states' };
  const error = { kind: 'unavailable', message: said, provider } as const;
  const intent = { call, token: 't', attempt: 1, send: 1, storedAt: now - 30_000, sendBy: now } as const;
  const answer = { answer: 'busy', error, at: now - 20_000 } as const;
  const note = times > 1 ? { refusedThoughIdle: { times: times - 1, at: now - 90_000 } } : {};
  return { ...freshMemory<AlibabaRds>(), state: 'open', attempts: 1, intent, refusals: times, answer, note };
}

function contextOf(members: readonly RdsInstance[]): StepContext<AlibabaRds> {
  const planned = members.map((member): PlannedMember => {
    return { reference: instanceUrl(member), role: roleOf(member), before: {} };
  });
  const plan = {
    format: 'engine-upgrader/plan',
    formatVersion: 1,
    id: 'plan',
    provider: 'alibaba-rds',
    scope: { provider: 'alibaba-rds', account: 'default', region: primary.region },
    reference: instanceUrl(primary),
    createdAt: now,
    from: '5.5',
    to: '5.6',
    effectiveTime: 'immediate',
    hops: [],
    members: planned,
    steps: [],
    findings: [],
    forecast: { duration: 0, interruption: 0, calls: 0, maintenanceWindows: 0, remarks: [] },
    fingerprint: {},
    digest: '',
  } as const;
  return { plan, memories: {}, settle: 60_000 };
}

function snapshotOf(members: readonly RdsInstance[]): Snapshot<AlibabaRds> {
  const sights = members.map((value): [string, Sight<RdsResource>] => [
    instanceKey(value.region, value.instanceId),
    { sight: 'seen', value },
  ]);
  return { id: 'look', startedAt: now, observedAt: now, sights: Object.fromEntries(sights) };
}

function upgrade(memory: StepMemory<AlibabaRds>, ...replicas: readonly RdsInstance[]): Verdict<AlibabaRds> {
  const members = [primary, ...replicas];
  return upgradeMember.decide(step(), snapshotOf(members), memory, contextOf(members));
}

const many = 3;

describe("a primary that is refused for its replicas' state", () => {
  it('looks at them, and only then', () => {
    const context = contextOf([primary, replica('rr-1'), replica('rr-2', { region: 'cn-shanghai' })]);
    const keys = (memory: StepMemory<AlibabaRds>): string[] =>
      upgradeMember
        .needs(step(), memory, context)
        .flatMap((need) => (need.kind === 'instance' ? [need.instanceId] : []));
    expect(keys(freshMemory())).toEqual(['rm-orders']);
    expect(keys(refused(1, 'IncorrectDBInstanceState'))).toEqual(['rm-orders']);
    expect(keys(refused(1))).toEqual(['rm-orders', 'rr-1', 'rr-2']);
  });

  it.each(['Rebooting', 'INS_MAINTAINING', 'SomethingNew', 'EngineVersionUpgrading'])(
    'waits while one of them is %s, however often it was refused',
    (status) => {
      const verdict = upgrade(refused(many), replica('rr-1'), replica('rr-2', { status }));
      expect(verdict).toMatchObject({ verdict: 'wait', moving: false });
      expect(verdict).toMatchObject({ reason: expect.stringContaining(`rr-2 is ${status}`) });
    },
  );

  it('is asked for again where they are idle: one may have been busy for a moment', () => {
    expect(upgrade(refused(1), replica('rr-1'))).toMatchObject({ verdict: 'act', call });
  });

  it('is asked for again however often it was refused for something else before', () => {
    const verdict = upgrade({ ...refused(1), refusals: 12 }, replica('rr-1'));
    expect(verdict).toMatchObject({ verdict: 'act', note: { refusedThoughIdle: { times: 1 } } });
  });

  it('counts a refusal once, whatever the number of looks', () => {
    const memory = refused(many - 1);
    const { note } = upgrade(memory, replica('rr-1'));
    expect(upgrade({ ...memory, note: note ?? {} }, replica('rr-1'))).toMatchObject({ verdict: 'act' });
  });

  it('begins to count anew once one of them was seen busy', () => {
    const busy = upgrade(refused(many), replica('rr-1', { status: 'Rebooting' }));
    expect(upgrade({ ...refused(1), note: busy.note ?? {} }, replica('rr-1'))).toMatchObject({
      verdict: 'act',
    });
  });

  it('fails where they are idle and the cloud has refused it again and again', () => {
    const verdict = upgrade(refused(many), replica('rr-1'), replica('rr-2', { engineVersion: '5.6' }));
    expect(verdict).toMatchObject({ verdict: 'fail', error: { kind: 'rejected', provider: { code } } });
  });

  it('names the order to use where one of them is still on the old version', () => {
    const verdict = upgrade(refused(many), replica('rr-1'), replica('rr-2', { engineVersion: '5.6' }));
    const message = expect.stringMatching(/rr-1 is Running on 5\.5.*replicas-first/);
    expect(verdict).toMatchObject({ error: { message } });
  });

  it('names one that is stopped, which no order helps', () => {
    const stopped = replica('rr-1', { engineVersion: '5.6', status: 'Stopped' });
    const verdict = upgrade(refused(many), stopped);
    expect(verdict).toMatchObject({ error: { message: expect.stringContaining('rr-1 is Stopped') } });
    expect(verdict).not.toMatchObject({ error: { message: expect.stringContaining('replicas-first') } });
  });

  it('does not fail while an earlier send of it may have been taken', () => {
    expect(upgrade({ ...refused(many), doubt: true }, replica('rr-1'))).toMatchObject({ verdict: 'act' });
  });

  it('fails as well where it is upgraded alone and nobody knows its replicas', () => {
    expect(upgrade(refused(1))).toMatchObject({ verdict: 'act' });
    expect(upgrade(refused(many))).toMatchObject({ verdict: 'fail' });
  });
});
