import type { Random } from '../random.ts';
import type { StopReason } from './shapes.ts';

/**
 * What the documentation of AWS DMS leaves open. Whoever uses the API has to be right under each setting.
 * Times are in milliseconds.
 */
export interface DmsSwitches {
  /** How long a modification that was accepted waits before the instance leaves `available`. */
  modifyDelay: number;
  /** How long other changes through the API take to show in describes. */
  propagation: number;
  /** The status of an instance whose engine is being upgraded. */
  upgradeStatus: 'upgrading' | 'modifying';
  /** Whether PendingModifiedValues also lists what is being applied at this moment. */
  pendingWhileApplying: boolean;
  /** Which of the tasks that DMS stopped for an upgrade it resumes by itself. */
  tasksAfterUpgrade: 'resumed' | 'left' | 'some';
  /** How long after the upgrade DMS begins to resume them. */
  resumeDelay: number;
  /** The reason on tasks that DMS stopped for an upgrade. */
  upgradeStopReason: StopReason;
  /** Whether 3.5 to 3.6 counts as a new major version; 3.4 to 3.5 does (release notes). */
  majorFrom35To36: boolean;
  /** The code that answers a downgrade, or a version that is not among the available upgrades. */
  badUpgradeCode: 'InvalidParameterCombinationException' | 'InvalidParameterValueException';
  /** Several filters in one describe. Table statistics are always AND (SDK). */
  filtersCombine: 'and' | 'or';
  /** How many values one filter may have. */
  filterValuesAccepted: number;
  /** Whether a task that never ran can be moved. */
  movesNeverRunTask: boolean;
  /** The status of a task that had failed, after it was moved. */
  movedFailedTask: 'stopped' | 'failed';
  /** Whether a move needs a successful connection test of both endpoints from the new instance. */
  moveNeedsConnection: boolean;
  /** Whether a start needs a successful connection test of both endpoints. */
  startNeedsConnection: boolean;
  /** Whether a task can be stopped while it is still starting. */
  stopsStartingTask: boolean;
  /** Whether a task that stopped has a checkpoint; `late` shows it only some time after the stop. */
  checkpoint: 'present' | 'empty' | 'late';
}

/** The settings that the documents make most likely. */
export const defaultDmsSwitches: DmsSwitches = {
  modifyDelay: 5_000,
  propagation: 0,
  upgradeStatus: 'upgrading',
  pendingWhileApplying: true,
  tasksAfterUpgrade: 'resumed',
  resumeDelay: 20_000,
  upgradeStopReason: 'RECONFIGURATION_RESTART',
  majorFrom35To36: false,
  badUpgradeCode: 'InvalidParameterCombinationException',
  filtersCombine: 'and',
  filterValuesAccepted: 200,
  movesNeverRunTask: true,
  movedFailedTask: 'stopped',
  moveNeedsConnection: false,
  startNeedsConnection: true,
  stopsStartingTask: false,
  checkpoint: 'present',
};

/** Draws every switch. Empty checkpoints are rare, as in the cloud. */
export function drawDmsSwitches(random: Random): DmsSwitches {
  return {
    modifyDelay: random.pick([0, 1_000, 5_000, 30_000]),
    propagation: random.pick([0, 0, 2_000, 10_000]),
    upgradeStatus: random.pick(['upgrading', 'modifying']),
    pendingWhileApplying: random.chance(0.5),
    tasksAfterUpgrade: random.pick(['resumed', 'left', 'some']),
    resumeDelay: random.pick([0, 20_000, 90_000]),
    upgradeStopReason: random.pick(['RECONFIGURATION_RESTART', 'NORMAL', 'RECYCLE_TASK']),
    majorFrom35To36: random.chance(0.5),
    badUpgradeCode: random.pick(['InvalidParameterCombinationException', 'InvalidParameterValueException']),
    filtersCombine: random.pick(['and', 'or']),
    filterValuesAccepted: random.pick([1, 20, 200]),
    movesNeverRunTask: random.chance(0.5),
    movedFailedTask: random.pick(['stopped', 'failed']),
    moveNeedsConnection: random.chance(0.5),
    startNeedsConnection: random.chance(0.5),
    stopsStartingTask: random.chance(0.5),
    checkpoint: random.pick(['present', 'present', 'present', 'late', 'empty']),
  };
}
