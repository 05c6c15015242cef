import { describe, expect, it } from 'vitest';
import type { UpgradeInstanceStep } from './step.ts';
import {
  accepted,
  context,
  instance,
  instanceArn,
  memory,
  minute,
  snapshot,
  start,
  stepOf,
  task,
} from '../testing/samples.ts';
import { upgradeInstance } from './upgrade-instance.ts';

const input: UpgradeInstanceStep = {
  kind: 'upgrade-instance',
  region: 'us-east-1',
  instanceId: 'orders',
  instanceArn,
  taskArns: [task().arn],
  from: '3.5.4',
  to: '3.6.1',
  effectiveTime: 'immediate',
  maintenanceWindow: 'sun:06:00-sun:14:00',
};
const decide = (
  seen: Parameters<typeof instance>[0],
  known = memory(),
  told: Partial<UpgradeInstanceStep> = {},
  tasks = [task()],
  at = start,
) =>
  upgradeInstance.decide(
    stepOf({ ...input, ...told }),
    snapshot({ instance: instance(seen), tasks }, at),
    known,
    context(),
  );

describe('upgrading an instance', () => {
  it('asks for the version at once, with the flag of a major change', () => {
    expect(decide({})).toMatchObject({
      verdict: 'act',
      call: {
        operation: 'ModifyReplicationInstance',
        input: { EngineVersion: '3.6.1', ApplyImmediately: true, AllowMajorVersionUpgrade: true },
      },
    });
  });

  it('leaves the flag out where the first two components stay', () => {
    const verdict = decide({ engineVersion: '3.5.3' }, memory(), { from: '3.5.3', to: '3.5.4' });
    expect(verdict).toMatchObject({ verdict: 'act' });
    expect(verdict).not.toHaveProperty('call.input.AllowMajorVersionUpgrade');
  });

  it('waits for the maintenance window where it is asked to, and says when it opens', () => {
    const verdict = decide({}, memory(), { effectiveTime: 'maintenance-window' });
    const sunday = Date.UTC(2026, 0, 4, 6);
    expect(verdict).toMatchObject({
      verdict: 'act',
      call: { input: { ApplyImmediately: false } },
      effect: { from: sunday, until: sunday + 8 * 60 * minute },
    });
  });

  it('is done only on the version, available, and with no version pending', () => {
    expect(decide({ engineVersion: '3.6.1' })).toMatchObject({ verdict: 'done' });
    expect(decide({ engineVersion: '3.6.1', pending: { engineVersion: '3.6.1' } })).toMatchObject({
      verdict: 'wait',
    });
    expect(decide({ engineVersion: '3.6.1', status: 'modifying' })).toMatchObject({ verdict: 'wait' });
  });

  it.each(['upgrading', 'modifying'])('sees its own change under way in %s', (status) => {
    expect(decide({ status }, accepted({ note: { askedAt: start } }))).toMatchObject({
      verdict: 'wait',
      moving: true,
      note: { left: true },
    });
  });

  it.each(['rebooting', 'maintenance', 'creating', 'never heard of'])('waits while it is %s', (status) => {
    expect(decide({ status }, accepted())).toMatchObject({ verdict: 'wait', moving: false });
  });

  it.each(['failed', 'storage-full', 'incompatible-network', 'inaccessible-encryption-credentials'])(
    'asks an operator when it is %s',
    (status) => {
      expect(decide({ status })).toMatchObject({ verdict: 'operator' });
    },
  );

  it('fails where somebody brought it to another version', () => {
    expect(decide({ engineVersion: '3.6.9' })).toMatchObject({ verdict: 'fail' });
    expect(decide({ engineVersion: '3.4.7' })).toMatchObject({ verdict: 'fail' });
  });

  it('waits for what is queued and does not ask again', () => {
    const queued = { pending: { engineVersion: '3.6.1' } };
    const told = { effectiveTime: 'maintenance-window' } as const;
    expect(decide(queued, accepted({ note: { askedAt: start } }), told)).toMatchObject({ verdict: 'wait' });
  });

  it('begins nothing while a task runs that the plan does not know', () => {
    const tasks = [task(), task({ identifier: 'stranger' })];
    expect(decide({}, memory(), {}, tasks)).toMatchObject({ verdict: 'fail', error: { kind: 'stale-plan' } });
  });

  describe('keeps which tasks ran until it left', () => {
    const told = { effectiveTime: 'maintenance-window' } as const;
    const first = decide({}, memory(), told).note ?? {};
    const queued = { pending: { engineVersion: '3.6.1' } };
    const stopped = task({ status: 'stopped', stopReason: 'NORMAL', stopDate: start + minute });

    it('notes those that run', () => {
      expect(first.ran).toMatchObject([{ identifier: 'orders-cdc', status: 'running' }]);
    });

    it('lets go of one that a person stopped before the window', () => {
      const verdict = decide(queued, accepted({ note: first }), told, [stopped], start + 2 * minute);
      expect(verdict.note).toMatchObject({ ran: [], stoppedByOthers: [stopped.arn] });
    });

    it('keeps those that DMS stopped, with the date of that stop', () => {
      const sunday = Date.UTC(2026, 0, 4, 6);
      const byService = { ...stopped, stopDate: sunday + minute };
      const verdict = decide(
        { status: 'upgrading' },
        accepted({ note: first }),
        told,
        [byService],
        sunday + 2 * minute,
      );
      expect(verdict.note).toMatchObject({ ran: [{ stopDate: sunday + minute }], left: true });
    });

    it.each(['RECYCLE_TASK', 'RECONFIGURATION_RESTART'])(
      'keeps one that DMS stopped (%s) for an upgrade that nobody saw: it may have begun and failed',
      (stopReason) => {
        const down = { ...stopped, stopReason };
        let note = decide({}).note ?? {};
        for (const minutes of [2, 10, 30]) {
          const doubtful = accepted({ note, doubt: true });
          note = decide({}, doubtful, {}, [down], start + minutes * minute).note ?? {};
        }
        expect(note).toMatchObject({ ran: [{ taskArn: down.arn }], stoppedByOthers: [] });
      },
    );

    it('takes up one that a person started meanwhile', () => {
      const none = decide({}, memory(), told, [stopped]).note ?? {};
      expect(none.ran).toEqual([]);
      const verdict = decide(queued, accepted({ note: none }), told, [task()], start + 2 * minute);
      expect(verdict.note?.ran).toHaveLength(1);
    });
  });
});
