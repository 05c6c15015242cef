import type { RdsFleetInstance } from './fleet.ts';
import { instanceFrom } from './instance.ts';
import { add, attach, change, type RdsState, remove, truth } from './state.ts';
import { acceptUpgrade, cancelUpgrade } from './upgrade.ts';

/**
 * Somebody else at work in the same account, past the API's refusals. Each function acts at once and is
 * recorded in the journal as `person`; each returns false, and does nothing, where it cannot be done.
 */
export interface RdsPerson {
  /** Begins an upgrade of an instance that nothing is pending for. */
  upgrade(id: string, version: string): boolean;
  /** Takes back an upgrade that waits for its window. */
  cancelQueuedUpgrade(id: string): boolean;
  delete(id: string): boolean;
  /** Adds an instance, also a member of a family. */
  add(instance: RdsFleetInstance): boolean;
  /** Puts an instance into a transitional status for a while, as a change of class or a backup does. */
  occupy(id: string, status: string, milliseconds: number): boolean;
  /** Unlock, ManualLock, LockByExpiration, LockByDiskQuota … */
  lock(id: string, lockMode: string): boolean;
  setMaintainTime(id: string, maintainTime: string): boolean;
}

/** Runs `act` at the present; `settle` first makes the transitions that are due, and tells the time. */
export function createRdsPerson(state: RdsState, settle: () => number): RdsPerson {
  const does = (
    action: string,
    id: string,
    detail: Record<string, unknown>,
    act: (now: number) => boolean,
  ): boolean => {
    const now = settle();
    const region = truth(state, id)?.region;
    if (!act(now)) return false;
    state.journal.record({
      at: now,
      service: 'rds',
      region: region ?? truth(state, id)?.region ?? '',
      kind: 'person',
      action,
      resource: id,
      detail,
    });
    return true;
  };
  return {
    upgrade: (id, version) =>
      does('Upgrade', id, { version }, (now) => {
        const instance = truth(state, id);
        if (instance === undefined || instance.pendingTask !== undefined) return false;
        acceptUpgrade(state, instance, { target: version, waitsForWindow: false, cause: 'person' }, now);
        return true;
      }),
    cancelQueuedUpgrade: (id) =>
      does('CancelQueuedUpgrade', id, {}, (now) => {
        const pending = truth(state, id)?.pendingTask;
        const task = state.tasks.find((one) => one.id === pending);
        if (task === undefined || task.beganAt !== undefined) return false;
        cancelUpgrade(state, task, now);
        return true;
      }),
    delete: (id) =>
      does('Delete', id, {}, (now) => {
        if (truth(state, id) === undefined) return false;
        remove(state, id, now);
        return true;
      }),
    add: (described) =>
      does('Add', described.id, { primary: described.primary }, (now) => {
        if (truth(state, described.id) !== undefined) return false;
        const instance = { ...instanceFrom(described, now), createdAt: now };
        add(state, instance, now);
        attach(state, instance, now);
        return true;
      }),
    occupy: (id, status, milliseconds) =>
      does('Occupy', id, { status, milliseconds }, (now) => {
        if (truth(state, id)?.status !== 'Running') return false;
        change(state, id, now, { status });
        state.agenda.schedule(now + milliseconds, (at) => {
          if (truth(state, id)?.status === status) change(state, id, at, { status: 'Running' });
        });
        return true;
      }),
    lock: (id, lockMode) =>
      does('Lock', id, { lockMode }, (now) => {
        if (truth(state, id) === undefined) return false;
        change(state, id, now, { lockMode });
        return true;
      }),
    setMaintainTime: (id, maintainTime) =>
      does('SetMaintainTime', id, { maintainTime }, (now) => {
        if (truth(state, id) === undefined) return false;
        change(state, id, now, { maintainTime });
        return true;
      }),
  };
}
