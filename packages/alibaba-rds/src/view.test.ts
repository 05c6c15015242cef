import type { PlannedMember, Snapshot } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { instanceKey } from './needs.ts';
import { parseInstance } from './observe/parse-instance.ts';
import type { AlibabaRds } from './provider.ts';
import { instance, item } from './testing/family.ts';
import { fingerprint, memberView, view } from './view.ts';
import { valueOf } from './testing/unwrap.ts';

const fingerprintOf = (body: unknown): unknown =>
  fingerprint(valueOf(parseInstance('DescribeDBInstances', 'r', body)));

describe('how a member looks', () => {
  it('is settled only at Running, whatever the case', () => {
    expect(memberView(instance({ status: 'RUNNING' })).settled).toBe(true);
    expect(memberView(instance({ status: 'Rebooting' })).settled).toBe(false);
  });

  it('has a fingerprint that is the same from a listing and from a direct read, and nothing volatile', () => {
    const listed = item('rm-1', {
      DBInstanceClass: 'c',
      ReadOnlyDBInstanceIds: { ReadOnlyDBInstanceId: [{ DBInstanceId: 'rr-1' }] },
    });
    const whole = {
      ...listed,
      MaintainTime: '18:00Z-22:00Z',
      Category: 'HighAvailability',
      DBInstanceStatus: 'Rebooting',
      LockMode: 'ManualLock',
      DisasterRecoveryInstances: '[]',
    };
    expect(fingerprintOf(whole)).toEqual(fingerprintOf(listed));
    expect(fingerprintOf(listed)).toMatchObject({ engineVersion: '5.5', members: 'rr-1' });
  });

  it('is passed on as absent or not looked at', () => {
    const member: PlannedMember = { reference: 'alibaba-rds://r/rm-1', role: 'primary', before: {} };
    const look = (sight: Snapshot<AlibabaRds>['sights'][string]): string =>
      view(member, { id: '1', startedAt: 0, observedAt: 0, sights: { [instanceKey('r', 'rm-1')]: sight } })
        .sight;
    expect(look({ sight: 'absent' })).toBe('absent');
    expect(look({ sight: 'not-looked', error: { kind: 'unavailable', message: '' } })).toBe('not-looked');
    expect(look({ sight: 'seen', value: instance({ instanceId: 'rm-1' }) })).toBe('seen');
  });
});
