import type { Snapshot } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { instanceKey, taskKey, tasksKey } from './needs.ts';
import type { ReplicationTask } from './observe/resources.ts';
import { instance, instanceArn, task } from './testing/samples.ts';
import { instanceMember, newInstance, oldInstance, taskMember } from './planning/members.ts';
import type { AwsDms } from './provider.ts';
import { taskFingerprint, view } from './view.ts';

const url = 'aws-dms://us-east-1/orders';

/** How the instance looks as a member in place, as the new one, and as the old one. */
function troubles(status: string): readonly unknown[] {
  const seen = instance({ status });
  const inPlace = {
    reference: url,
    role: 'replication-instance',
    before: { arn: instanceArn },
    target: '3.6.1',
  };
  const members = [
    inPlace,
    { ...instanceMember(newInstance, url, seen), target: '3.6.1' },
    instanceMember(oldInstance, url, seen),
  ];
  const tasks: AwsDms['resource'] = { kind: 'tasks', instanceArn, tasks: [] };
  const sights: Snapshot<AwsDms>['sights'] = {
    [instanceKey('us-east-1', 'orders')]: { sight: 'seen', value: seen },
    [tasksKey(instanceArn)]: { sight: 'seen', value: tasks },
  };
  return members.map((member) => {
    const sight = view(member, { id: 'look', startedAt: 0, observedAt: 0, sights });
    return sight.sight === 'seen' ? sight.value.trouble : sight.sight;
  });
}

describe('the view of an instance', () => {
  // A status is never success; and a version that is right on an instance that is full or broken is none either.
  it.each(['storage-full', 'failed', 'incompatible-network'])('names what is wrong at %s', (status) => {
    expect(troubles(status)).toEqual([`orders is ${status}`, `orders is ${status}`, undefined]);
  });

  it('has nothing to say against one that is available', () => {
    expect(troubles('available')).toEqual([undefined, undefined, undefined]);
  });
});

describe('the view of a task that is moved', () => {
  const [newArn, elsewhere] = [`${instanceArn}NEW`, `${instanceArn}OTHER`];
  const resting = { status: 'stopped', stopReason: 'NORMAL', checkpoint: 'cp' };

  const both: Snapshot<AwsDms>['sights'] = {
    [instanceKey('us-east-1', 'orders')]: { sight: 'seen', value: instance() },
    [instanceKey('us-east-1', 'orders-3-6-1')]: {
      sight: 'seen',
      value: instance({ instanceId: 'orders-3-6-1', arn: newArn }),
    },
  };

  function trouble(fields: Partial<ReplicationTask>, instances = both): unknown {
    const seen = task({ ...resting, ...fields });
    const sights: Snapshot<AwsDms>['sights'] = {
      ...instances,
      [taskKey(seen.arn)]: { sight: 'seen', value: seen },
    };
    const member = taskMember(instance(), task());
    const sight = view(member, { id: 'look', startedAt: 0, observedAt: 0, sights });
    return sight.sight === 'seen' ? sight.value.trouble : sight.sight;
  }

  it.each([
    { instanceArn },
    { instanceArn: newArn },
    { instanceArn, status: 'moving', targetInstanceArn: newArn },
    { instanceArn: newArn, status: 'moving' },
  ])('has nothing to say against one at %o', (fields) => {
    expect(trouble(fields)).toBeUndefined();
  });

  it('names one that somebody has moved to a third instance, and its checkpoint', () => {
    expect(trouble({ instanceArn: elsewhere })).toBe(
      `somebody has moved task orders-cdc to ${elsewhere}; it is stopped; its checkpoint is cp`,
    );
  });

  it('says nothing of where it belongs in a look that saw neither instance', () => {
    expect(trouble({ instanceArn: elsewhere }, {})).toBeUndefined();
  });

  it('names one that is on its way there', () => {
    const moving = { status: 'moving', instanceArn: newArn, targetInstanceArn: elsewhere };
    expect(trouble(moving)).toContain(`moved task orders-cdc to ${elsewhere}; it is moving`);
  });

  it('names no checkpoint of one that runs there: it is not current', () => {
    expect(trouble({ instanceArn: elsewhere, status: 'running' })).toBe(
      `somebody has moved task orders-cdc to ${elsewhere}; it is running`,
    );
  });
});

describe('what must not move of a task', () => {
  // A move may hang for hours; nothing is to be begun for a task that is on its way elsewhere.
  it('is the instance that it is on its way to', () => {
    const moving = task({ status: 'moving', targetInstanceArn: `${instanceArn}OTHER` });
    expect(taskFingerprint(moving)).not.toEqual(taskFingerprint(task()));
    expect(taskFingerprint(moving)['instanceArn']).toBe(`${instanceArn}OTHER`);
  });

  it('is nothing of one that is being deleted: it is as good as gone', () => {
    expect(taskFingerprint(task({ status: 'deleting' }))).toEqual({});
  });
});
