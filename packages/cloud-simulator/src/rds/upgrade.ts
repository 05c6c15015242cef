import { parseMaintenanceWindow, windowLength, windowOpening } from './maintenance-window.ts';
import type { RdsInstance } from './instance.ts';
import { change, membersOf, type RdsState, truth } from './state.ts';
import type { RdsTask } from './task.ts';
import { hopBetween, isAtLeast, newestMinorVersions } from './versions.ts';

/** Who asked for an upgrade, and how. */
export interface UpgradeRequest {
  target: string;
  waitsForWindow: boolean;
  cause: RdsTask['cause'];
  token?: string | undefined;
  caller?: string | undefined;
}

/** How long to wait before another try to begin on an instance that is busy. */
const retryDelay = 15_000;

function effect(state: RdsState, task: RdsTask, at: number, action: string): void {
  state.journal.record({
    at,
    service: 'rds',
    region: task.region,
    kind: 'effect',
    action,
    resource: task.instance,
    detail: { from: task.from, to: task.to, token: task.token, taskId: task.id, cause: task.cause },
    ...(task.caller === undefined ? {} : { caller: task.caller }),
  });
}

function varied(state: RdsState, duration: number): number {
  const spread = duration * state.durations.variation;
  return Math.round(duration - spread + state.random.next() * 2 * spread);
}

/** When an accepted upgrade begins. UE: MaintainTime takes effect "during the maintenance window". */
function beginning(state: RdsState, instance: RdsInstance, waitsForWindow: boolean, now: number): number {
  const window = waitsForWindow ? parseMaintenanceWindow(instance.maintainTime) : undefined;
  if (window === undefined) return now + state.switches.beginDelay;
  const opening = windowOpening(window, now);
  const soon = Math.min(5 * 60_000, windowLength(window) / 4);
  return Math.max(opening, now) + Math.round(state.random.next() * soon);
}

/** Only while the task is still the one that the instance waits for, or is busy with. */
function current(state: RdsState, task: RdsTask): RdsInstance | undefined {
  const instance = truth(state, task.instance);
  return instance?.pendingTask === task.id && task.end === undefined ? instance : undefined;
}

function close(task: RdsTask, at: number, end: RdsTask['end']): void {
  task.endedAt = at;
  task.end = end;
}

/** Takes an upgrade back that has not begun. */
export function cancelUpgrade(state: RdsState, task: RdsTask, at: number): void {
  close(task, at, 'Canceled');
  change(state, task.instance, at, { pendingTask: undefined, status: 'Running' });
  effect(state, task, at, 'UpgradeCancelled');
}

function followPrimary(state: RdsState, primary: RdsInstance, task: RdsTask, at: number): void {
  const hop = hopBetween(task.from, task.to);
  if (hop === undefined || state.switches.replicas[hop] !== 'follow') return;
  for (const member of membersOf(state, primary)) {
    if (isAtLeast(member.version, task.to)) continue;
    const follow = (when: number): void => {
      const now = truth(state, member.id);
      if (now === undefined || isAtLeast(now.version, task.to)) return;
      if (now.pendingTask !== undefined || now.status !== 'Running') {
        state.agenda.schedule(when + retryDelay, follow);
        return;
      }
      acceptUpgrade(state, now, { target: task.to, waitsForWindow: false, cause: 'follow' }, when);
    };
    state.agenda.schedule(at + varied(state, state.switches.followDelay), follow);
  }
}

function showVersion(state: RdsState, task: RdsTask, at: number): void {
  const instance = current(state, task);
  if (instance === undefined) return;
  close(task, at, 'Succeed');
  change(state, task.instance, at, {
    version: task.to,
    minorVersion: newestMinorVersions[task.to] ?? instance.minorVersion,
    pendingTask: undefined,
  });
  effect(state, task, at, 'UpgradeSucceeded');
  if (instance.primary === undefined) followPrimary(state, instance, task, at);
}

/** Ends an upgrade that runs, well or not. */
export function finishUpgrade(state: RdsState, task: RdsTask, at: number): void {
  if (current(state, task) === undefined) return;
  if (task.outcome === 'fails') {
    close(task, at, 'Failed');
    change(state, task.instance, at, { status: 'Running', pendingTask: undefined });
    effect(state, task, at, 'UpgradeFailed');
    return;
  }
  const { versionLag } = state.switches;
  if (versionLag === 0) {
    change(state, task.instance, at, { status: 'Running' });
    showVersion(state, task, at);
    return;
  }
  change(state, task.instance, at, { status: 'Running' });
  state.agenda.schedule(at + versionLag, (when) => showVersion(state, task, when));
}

function beginUpgrade(state: RdsState, task: RdsTask, at: number): void {
  const instance = current(state, task);
  if (instance === undefined) return;
  if (task.outcome === 'vanishes') {
    cancelUpgrade(state, task, at);
    return;
  }
  if (instance.status !== 'Running' && instance.status !== state.switches.waitingStatus) {
    state.agenda.schedule(at + retryDelay, (when) => beginUpgrade(state, task, when));
    return;
  }
  task.beganAt = at;
  change(state, task.instance, at, { status: 'EngineVersionUpgrading' });
  effect(state, task, at, 'UpgradeBegun');
  if (task.outcome === 'sticks') return;
  state.agenda.schedule(at + task.duration, (when) => finishUpgrade(state, task, when));
}

/** Accepts an upgrade that nothing speaks against, and lets it go its way. */
export function acceptUpgrade(
  state: RdsState,
  instance: RdsInstance,
  request: UpgradeRequest,
  now: number,
): RdsTask {
  const outcomes = state.outcomes.get(instance.id);
  const task: RdsTask = {
    id: String(10_254_125 + state.tasks.length),
    historyId: `t-${state.random.hex(16)}`,
    type: 'upgrade_db_version',
    instance: instance.id,
    region: instance.region,
    from: instance.version,
    to: request.target,
    acceptedAt: now,
    waitsForWindow: request.waitsForWindow,
    duration: varied(state, state.durations.upgrade),
    cause: request.cause,
    token: request.token,
    caller: request.caller,
    outcome: outcomes?.shift() ?? 'succeeds',
    beganAt: undefined,
    endedAt: undefined,
    end: undefined,
  };
  state.tasks.push(task);
  const status = request.waitsForWindow ? state.switches.waitingStatus : instance.status;
  change(state, instance.id, now, { pendingTask: task.id, status });
  effect(state, task, now, 'UpgradeAccepted');
  const at = beginning(state, instance, request.waitsForWindow, now);
  state.agenda.schedule(at, (when) => beginUpgrade(state, task, when));
  return task;
}
