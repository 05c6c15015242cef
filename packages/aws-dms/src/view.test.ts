import type { Snapshot } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { instanceKey, tasksKey } from './needs.ts';
import { instance, instanceArn } from './testing/samples.ts';
import { instanceMember, newInstance, oldInstance } from './planning/members.ts';
import type { AwsDms } from './provider.ts';
import { view } from './view.ts';

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
