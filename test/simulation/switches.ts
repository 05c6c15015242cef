import type { DmsSwitches, RdsSwitches } from '@engine-upgrader/cloud-simulator';
import type { DmsScenario } from './dms/scenario.ts';
import type { RdsScenario } from './rds/scenario.ts';

/** The settings of a switch that make a difference, and which of them a value is. */
interface Setting<T> {
  readonly settings: readonly string[];
  of(value: T): string;
}

type Table<T> = { readonly [K in keyof T]-?: Setting<T[K]> };

/** One setting for each value. */
function each<T extends string | number | boolean>(...values: readonly T[]): Setting<T> {
  return { settings: values.map(String), of: String };
}

/** Times: whether there is any. */
const time: Setting<number> = {
  settings: ['none', 'some'],
  of: (value) => (value === 0 ? 'none' : 'some'),
};

const hops = ['5.6-5.7', '5.7-8.0'] as const;

/**
 * What the reference of ApsaraDB RDS calls unconfirmed, as switches. The hop from 5.5 to 5.6 is not among them:
 * all documents want replicas first.
 */
const rds: Table<RdsSwitches> = {
  replicas: {
    settings: hops.flatMap((hop) =>
      ['first', 'follow', 'afterwards'].map((behaviour) => `${hop} ${behaviour}`),
    ),
    of: (value) => hops.map((hop) => `${hop} ${value[hop]}`).join('|'),
  },
  tokenMemory: each(60_000, 600_000, 86_400_000),
  tokenMismatch: each('refuse', 'same-answer', 'new-request'),
  taskId: each('number', 'string'),
  historyIds: each('joined', 'separate'),
  history: each(true, false),
  waitingStatus: each('Running', 'INS_MAINTAINING'),
  statusCase: each('documented', 'lower', 'upper'),
  propagation: time,
  beginDelay: time,
  versionLag: time,
  busyCode: each('IncorrectDBInstanceState', 'InvalideStatus.Format'),
  busyStatus: each(403, 400, 500),
  followDelay: { settings: ['any'], of: () => 'any' },
};

/** What the reference of AWS DMS calls unconfirmed, as switches. */
const dms: Table<DmsSwitches> = {
  modifyDelay: time,
  propagation: time,
  upgradeStatus: each('upgrading', 'modifying'),
  pendingWhileApplying: each(true, false),
  tasksAfterUpgrade: each('resumed', 'left', 'some'),
  resumeDelay: time,
  upgradeStopReason: each('RECONFIGURATION_RESTART', 'NORMAL', 'RECYCLE_TASK'),
  majorFrom35To36: each(true, false),
  badUpgradeCode: each('InvalidParameterCombinationException', 'InvalidParameterValueException'),
  filtersCombine: each('and', 'or'),
  filterValuesAccepted: each(1, 20, 200),
  movesNeverRunTask: each(true, false),
  movedFailedTask: each('stopped', 'failed'),
  moveNeedsConnection: each(true, false),
  startNeedsConnection: each(true, false),
  stopsStartingTask: each(true, false),
  checkpoint: each('present', 'late', 'empty'),
};

/** Requests that the cloud takes: unconfirmed for both. */
const limits = { rds: ['none', '20', '40'], dms: ['none', '200', '100'] } as const;

function settingsOf<T extends object>(name: string, table: Table<T>): readonly string[] {
  return (Object.keys(table) as (keyof T & string)[]).flatMap((key) =>
    table[key].settings.map((setting) => `${name}.${key}: ${setting}`),
  );
}

function drawn<T extends object>(name: string, table: Table<T>, switches: T): readonly string[] {
  return (Object.keys(table) as (keyof T & string)[]).flatMap((key) =>
    table[key]
      .of(switches[key])
      .split('|')
      .map((setting) => `${name}.${key}: ${setting}`),
  );
}

/** Every setting of every switch. */
export const allSettings: readonly string[] = [
  ...settingsOf('rds', rds),
  ...limits.rds.map((limit) => `rds.requests: ${limit}`),
  ...settingsOf('dms', dms),
  ...limits.dms.map((limit) => `dms.requests: ${limit}`),
];

/** The settings that an upgrade of ApsaraDB RDS has drawn. */
export function rdsSettings({ switches, requestLimit }: RdsScenario): readonly string[] {
  return [...drawn('rds', rds, switches), `rds.requests: ${requestLimit?.capacity ?? 'none'}`];
}

/** The settings that an upgrade of AWS DMS has drawn. */
export function dmsSettings({ switches, requestLimit }: DmsScenario): readonly string[] {
  return [...drawn('dms', dms, switches), `dms.requests: ${requestLimit?.capacity ?? 'none'}`];
}
