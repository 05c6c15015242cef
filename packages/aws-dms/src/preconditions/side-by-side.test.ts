import type { Finding, UpgradeError } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { draft } from '../draft.ts';
import type { Besides, DmsSurvey } from '../observe/survey.ts';
import type { DmsOptions } from '../request-options.ts';
import { instance, request, start, survey, task } from '../testing/samples.ts';
import { valueOf } from '../testing/unwrap.ts';
import { findings } from './index.ts';

const error: UpgradeError = { kind: 'credentials', cause: 'permission', message: 'the login may not' };
const target = instance({ instanceId: 'target', engineVersion: '3.6.1', arn: 'arn:target' });

function findingOn(
  name: string,
  options: DmsOptions,
  besides: Partial<Besides> = {},
  seen: Partial<DmsSurvey> = {},
): Finding | undefined {
  const settings = {
    ReplicationInstanceClass: 'dms.t3.medium',
    MultiAZ: false,
    AutoMinorVersionUpgrade: false,
    PubliclyAccessible: false,
    AvailabilityZone: 'us-east-1a',
  };
  const read = survey({
    besides: {
      settings,
      instances: [instance(), target],
      subscriptions: { sight: 'seen', value: [] },
      ...besides,
    },
    ...seen,
  });
  const asked = request({ options: { strategy: 'side-by-side', ...options } });
  return findings(asked, read, valueOf(draft(asked, read, start)), start).find((each) => each.name === name);
}

const offered = (zones?: readonly string[]): Partial<DmsSurvey> => ({
  orderables: {
    sight: 'seen',
    value: [{ engineVersion: '3.6.1', instanceClass: 'dms.t3.medium', zones }],
  },
});

const zone = (options: DmsOptions, zones?: readonly string[]) =>
  findingOn('zone-orderable', options, {}, offered(zones));

describe('the zone that the new instance is wanted in', () => {
  it('has to be one in which its class can be had', () => {
    expect(zone({}, ['us-east-1a'])?.status).toBe('passed');
    expect(zone({ targetZone: 'us-east-1b' }, ['us-east-1a', 'us-east-1c'])).toMatchObject({
      status: 'failed',
      message: 'dms.t3.medium on 3.6.1 cannot be had in us-east-1b, only in us-east-1a, us-east-1c',
    });
  });

  it('is not known to be one where the cloud does not say', () => {
    expect(zone({})?.status).toBe('unknown');
  });

  it('does not matter for an instance that exists', () => {
    expect(zone({ target: 'target' }, [])).toBeUndefined();
  });

  it.each([
    [['us-east-1a', 'us-east-1b'], 'passed'],
    [['us-east-1a'], 'failed'],
  ])('where several are wanted, %j: %s', (zones, status) => {
    const settings = {
      ReplicationInstanceClass: 'dms.t3.medium',
      MultiAZ: true,
      AutoMinorVersionUpgrade: false,
      PubliclyAccessible: false,
    };
    expect(findingOn('zone-orderable', {}, { settings }, offered(zones))?.status).toBe(status);
  });
});

describe('the tasks that the target takes', () => {
  const tasks = Array.from({ length: 11 }, (_, index) => task({ identifier: `task-${index}` }));
  const room = (there: number | undefined) =>
    findingOn(
      'tasks-per-instance',
      { target: 'target' },
      {
        tasksOnTarget: there === undefined ? { sight: 'not-looked', error } : { sight: 'seen', value: there },
      },
      { tasks },
    )?.status;

  it('are 200 at most, with those that are there', () => {
    expect(room(189)).toBe('passed');
    expect(room(190)).toBe('failed');
    expect(room(undefined)).toBe('unknown');
    expect(findingOn('tasks-per-instance', {}, {}, { tasks })?.status).toBe('passed');
  });
});
