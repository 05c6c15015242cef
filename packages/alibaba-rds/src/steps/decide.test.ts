import {
  freshMemory,
  type PlannedStep,
  type Snapshot,
  type StepContext,
  type StepMemory,
  type Verdict,
} from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { historyKey, instanceKey } from '../needs.ts';
import type { HistoryTask } from '../observe/history.ts';
import type { RdsInstance } from '../observe/instance.ts';
import type { AlibabaRds, RdsResource, UpgradeStep } from '../provider.ts';
import { instance } from '../testing/family.ts';
import { followPrimary, followTime } from './follow-primary.ts';
import { upgradeMember } from './upgrade-member.ts';

const now = Date.UTC(2026, 0, 15, 12);
const region = 'cn-hangzhou';
const instanceId = 'rm-orders';

function stepOf(fields: Partial<UpgradeStep> = {}): PlannedStep<AlibabaRds> {
  const input: UpgradeStep = {
    kind: 'upgrade-member',
    region,
    instanceId,
    role: 'primary',
    from: '5.5',
    to: '5.6',
    effectiveTime: 'immediate',
    maintenanceWindow: '18:00Z-22:00Z',
    mayFollow: false,
    ...fields,
  };
  return {
    id: `5.6/${input.instanceId}/${input.kind}`,
    phase: 'forward',
    title: '',
    member: '',
    after: [],
    changes: [],
    input,
  };
}

const see = (value: RdsResource) => ({ sight: 'seen', value }) as const;

function snapshotOf(
  seen: RdsInstance | 'absent',
  tasks: readonly HistoryTask[] | 'unreadable' = [],
): Snapshot<AlibabaRds> {
  return {
    id: 'look-1',
    startedAt: now,
    observedAt: now,
    sights: {
      [instanceKey(region, instanceId)]: seen === 'absent' ? { sight: 'absent' } : see(seen),
      [historyKey(region, instanceId)]: see({ kind: 'history', tasks }),
    },
  };
}

function memoryOf(fields: Partial<StepMemory<AlibabaRds>> = {}): StepMemory<AlibabaRds> {
  return { ...freshMemory<AlibabaRds>(), state: 'open', enteredAt: now - 60_000, ...fields };
}

const call = {
  operation: 'UpgradeDBInstanceEngineVersion',
  region,
  instanceId,
  engineVersion: '5.6',
  effectiveTime: 'Immediate',
} as const;
const intent = { call, token: 't', attempt: 1, send: 1, storedAt: now - 30_000, sendBy: now } as const;
const tried = memoryOf({ intent, attempts: 1 });

function refusedWith(code: string, doubt = false): StepMemory<AlibabaRds> {
  const provider = { operation: call.operation, code };
  const error = { kind: 'rejected', message: code, provider } as const;
  return memoryOf({ intent, attempts: 1, doubt, answer: { answer: 'rejected', error, at: now } });
}

function contextOf(
  steps: readonly PlannedStep<AlibabaRds>[] = [],
  memories: Record<string, StepMemory<AlibabaRds>> = {},
): StepContext<AlibabaRds> {
  const plan = {
    format: 'engine-upgrader/plan',
    formatVersion: 1,
    id: 'plan',
    provider: 'alibaba-rds',
    scope: { provider: 'alibaba-rds', account: 'default', region },
    reference: '',
    createdAt: now,
    from: '5.5',
    to: '5.6',
    effectiveTime: 'immediate',
    hops: [],
    members: [],
    steps,
    findings: [],
    forecast: { duration: 0, interruption: 0, calls: 0, maintenanceWindows: 0, remarks: [] },
    fingerprint: {},
    digest: '',
  } as const;
  return { plan, memories, settle: 30_000 };
}

function task(status: string, fields: Partial<HistoryTask> = {}): HistoryTask {
  return { taskId: 't-1', type: 'upgrade_db_version', status, startedAt: now - 20_000, ...fields };
}

function upgrade(
  seen: RdsInstance | 'absent',
  memory = memoryOf(),
  tasks: readonly HistoryTask[] | 'unreadable' = [],
  fields: Partial<UpgradeStep> = {},
): Verdict<AlibabaRds> {
  return upgradeMember.decide(stepOf(fields), snapshotOf(seen, tasks), memory, contextOf());
}

const kinds = (memory: StepMemory<AlibabaRds>): string[] =>
  upgradeMember.needs(stepOf(), memory, contextOf()).map((need) => need.kind);

/** Of each history that is needed: whether it is not to be done without. */
const decisive = (memory: StepMemory<AlibabaRds>): unknown[] =>
  upgradeMember
    .needs(stepOf(), memory, contextOf())
    .flatMap((need) => (need.kind === 'history' ? [need.decisive] : []));

describe('upgrading a member', () => {
  it('asks for the upgrade where it is Running on the old version', () => {
    expect(upgrade(instance())).toMatchObject({ verdict: 'act', call });
  });

  // The status of an upgrade ends before the new version is shown.
  it('asks for nothing within a settle time after somebody else’s upgrade was seen', () => {
    const seen = upgrade(instance({ status: 'EngineVersionUpgrading' }));
    const { note } = seen as { readonly note?: NonNullable<StepMemory<AlibabaRds>['note']> };
    if (!note) return expect.fail('it is not kept in mind');
    expect(upgrade(instance(), memoryOf({ note })).verdict).toBe('wait');
    const before = { ...note, othersUpgradeSeenAt: now - 30_000 };
    expect(upgrade(instance(), memoryOf({ note: before })).verdict).toBe('act');
    // Another process may have another clock.
    const ahead = { ...note, othersUpgradeSeenAt: now + 3_600_000 };
    expect(upgrade(instance(), memoryOf({ note: ahead })).verdict).toBe('act');
  });

  it('asks for the next window where it waits for one', () => {
    const effect = { from: Date.UTC(2026, 0, 15, 18), until: Date.UTC(2026, 0, 15, 22) };
    const expected = { verdict: 'act', call: { effectiveTime: 'MaintainTime' }, effect };
    const fields = { effectiveTime: 'maintenance-window' } as const;
    expect(upgrade(instance(), memoryOf(), [], fields)).toMatchObject(expected);
  });

  it.each(['5.6', '5.7', '8.0'])('is done at Running on %s, and names what proves it', (engineVersion) => {
    expect(upgrade(instance({ engineVersion }))).toEqual({
      verdict: 'done',
      evidence: { engineVersion, status: 'Running', lockMode: 'Unlock' },
    });
  });

  it.each(['EngineVersionUpgrading', 'engineversionupgrading', 'ENGINEVERSIONUPGRADING'])(
    'waits at %s, whose upgrade moves if it was asked for here',
    (status) => {
      expect(upgrade(instance({ status }))).toMatchObject({ verdict: 'wait', moving: false });
      expect(upgrade(instance({ status }), tried)).toMatchObject({ verdict: 'wait', moving: true });
      expect(upgrade(instance({ status, engineVersion: '5.6' }), tried)).toMatchObject({ verdict: 'wait' });
    },
  );

  it.each(['Rebooting', 'INS_MAINTAINING', 'SomethingNew', ''])(
    'waits at %s, also on the new version',
    (status) => {
      expect(upgrade(instance({ status }))).toMatchObject({ verdict: 'wait', moving: false });
      expect(upgrade(instance({ status, engineVersion: '5.6' }))).toMatchObject({
        verdict: 'wait',
        moving: false,
      });
    },
  );

  it('needs a person for one that is locked or stopped', () => {
    expect(upgrade(instance({ lockMode: 'ManualLock' }))).toMatchObject({ verdict: 'operator' });
    expect(upgrade(instance({ status: 'Stopped' }))).toMatchObject({ verdict: 'operator' });
  });

  it('waits at a version that is none', () => {
    expect(upgrade(instance({ engineVersion: 'soon' }))).toMatchObject({ verdict: 'wait', moving: false });
  });

  it('fails for one that is gone, or on the version of another path', () => {
    expect(upgrade('absent')).toMatchObject({ verdict: 'fail', error: { kind: 'not-found' } });
    expect(upgrade(instance({ status: 'Released' }))).toMatchObject({ verdict: 'fail' });
    expect(upgrade(instance({ engineVersion: '5.1' }))).toMatchObject({ verdict: 'fail' });
  });

  it.each(['Failed', 'Canceled'])('has failed where the history says that its task %s', (status) => {
    expect(upgrade(instance(), tried, [task(status)])).toMatchObject({
      verdict: 'attempt-failed',
      again: false,
    });
  });

  it('finds its task by the id that was acknowledged, or else by type and time', () => {
    const acknowledged = memoryOf({
      intent,
      answer: { answer: 'accepted', acknowledgement: { taskId: '77' }, at: now },
    });
    const old = { startedAt: now - 3_600_000 };
    expect(upgrade(instance(), acknowledged, [task('Failed', { ...old, taskId: '77' })])).toMatchObject({
      verdict: 'attempt-failed',
    });
    expect(upgrade(instance(), acknowledged, [task('Failed', old)])).toMatchObject({ verdict: 'act' });
    expect(upgrade(instance(), tried, [task('Failed', { type: 'rds_apsaradb_upgrade' })])).toMatchObject({
      verdict: 'act',
    });
    expect(upgrade(instance(), memoryOf(), [task('Failed')])).toMatchObject({ verdict: 'act' });
  });

  it('waits while its task is queued, runs, or has succeeded without the version showing', () => {
    expect(upgrade(instance(), tried, [task('Waiting')])).toMatchObject({ verdict: 'wait', moving: false });
    expect(upgrade(instance(), tried, [task('Scheduled')])).toMatchObject({ verdict: 'wait', moving: false });
    expect(upgrade(instance(), tried, [task('Running', { progress: 40 })])).toMatchObject({
      verdict: 'wait',
      moving: true,
    });
    expect(upgrade(instance(), tried, [task('Succeed')])).toMatchObject({ verdict: 'wait' });
  });

  it('never depends on a history', () => {
    expect(upgrade(instance(), tried, 'unreadable')).toMatchObject({ verdict: 'act' });
    expect(upgrade(instance({ engineVersion: '5.6' }), tried, [task('Failed')])).toMatchObject({
      verdict: 'done',
    });
  });

  it('has to have read the history while nobody knows whether its call arrived', () => {
    const error = { kind: 'unavailable', message: 'lost' } as const;
    const accepted = { answer: 'accepted', acknowledgement: { taskId: '77' }, at: now } as const;
    const lost = memoryOf({ intent, doubt: true, answer: { answer: 'unknown', error, at: now } });
    expect(decisive(tried)).toEqual([true]);
    expect(decisive(lost)).toEqual([true]);
    expect(decisive(refusedWith('IncorrectEngineVersion', true))).toEqual([true]);
    expect(decisive(refusedWith('IncorrectEngineVersion'))).toEqual([false]);
    expect(decisive(memoryOf({ intent, answer: accepted }))).toEqual([false]);
  });

  it('takes no clock for so exact that a task from minutes before a lost call could not be its own', () => {
    const before = { startedAt: now - 10 * 60_000 };
    const error = { kind: 'unavailable', message: 'lost' } as const;
    const lost = memoryOf({ intent, answer: { answer: 'unknown', error, at: now } });
    expect(upgrade(instance(), lost, [task('Failed', before)])).toMatchObject({ verdict: 'attempt-failed' });
    // That one brought the instance to where it is.
    expect(upgrade(instance(), lost, [task('Succeed', before)])).toMatchObject({ verdict: 'act' });
    // A request whose clock is further off is refused.
    const longBefore = task('Failed', { startedAt: now - 20 * 60_000 });
    expect(upgrade(instance(), lost, [longBefore])).toMatchObject({ verdict: 'act' });
  });

  it('asks for the history only once there is an attempt', () => {
    expect(kinds(memoryOf())).toEqual(['instance']);
    expect(kinds(tried)).toEqual(['instance', 'history']);
  });
});

describe('a replica that the cloud refuses for being one', () => {
  const asReplica = { role: 'replica', mayFollow: true } as const;
  it.each(['ReadInstanceNotSupport', 'IncorrectDBInstanceType'])(
    'is passed on %s, as it may follow',
    (code) => {
      expect(upgrade(instance(), refusedWith(code), [], asReplica)).toMatchObject({ verdict: 'pass' });
    },
  );

  it('fails where replicas have to go first, and names the other orders', () => {
    const verdict = upgrade(instance(), refusedWith('ReadInstanceNotSupport'), [], {
      ...asReplica,
      mayFollow: false,
    });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      error: { message: expect.stringContaining('with-primary') },
    });
  });

  it('is not passed while an earlier send is in doubt, for another code, or as a primary', () => {
    expect(upgrade(instance(), refusedWith('ReadInstanceNotSupport', true), [], asReplica)).toMatchObject({
      verdict: 'act',
    });
    expect(upgrade(instance(), refusedWith('InvalidTDEstatus'), [], asReplica)).toMatchObject({
      verdict: 'act',
    });
    expect(upgrade(instance(), refusedWith('IncorrectDBInstanceType'))).toMatchObject({ verdict: 'act' });
  });
});

describe('following a primary', () => {
  const fields = { kind: 'follow-primary', role: 'replica', mayFollow: true } as const;
  const follow = (seen: RdsInstance, memory = memoryOf(), context = contextOf()): Verdict<AlibabaRds> =>
    followPrimary.decide(stepOf(fields), snapshotOf(seen), memory, context);
  const late = memoryOf({ watch: { for: 'be free', watched: followTime } });

  it('is done on the new version, and waits while it is under way', () => {
    expect(follow(instance({ engineVersion: '5.6' }))).toMatchObject({ verdict: 'done' });
    expect(follow(instance({ status: 'EngineVersionUpgrading' }))).toMatchObject({ verdict: 'wait' });
  });

  it('is given time, and is then upgraded by itself', () => {
    expect(follow(instance())).toMatchObject({ verdict: 'wait', moving: false });
    expect(follow(instance(), late)).toMatchObject({ verdict: 'act', call });
  });

  it('is given its time by what was watched: clocks are set anew, and those of two processes differ', () => {
    const hours = 72 * 3_600_000;
    expect(follow(instance(), { ...late, enteredAt: now + hours })).toMatchObject({ verdict: 'act' });
    expect(follow(instance(), memoryOf({ enteredAt: now - hours }))).toMatchObject({ verdict: 'wait' });
  });

  it('needs a person where it neither follows nor may be upgraded', () => {
    expect(follow(instance(), refusedWith('ReadInstanceNotSupport'))).toMatchObject({ verdict: 'operator' });
  });
});
