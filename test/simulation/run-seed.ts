import {
  defaultDmsSwitches,
  defaultRdsSwitches,
  type JournalEntry,
  seededRandom,
} from '@engine-upgrader/cloud-simulator';
import { simulatedDms } from './dms/simulated-dms.ts';
import { type Edit, edited } from './edits.ts';
import { simulatedRds } from './rds/simulated-rds.ts';
import { simulate } from './simulated.ts';
import { dmsSettings, rdsSettings } from './switches.ts';
import type { Sabotage, SimulatedReport } from './world.ts';

/** What came of one seed. */
export interface SeedReport extends SimulatedReport {
  readonly seed: number;
  readonly provider: string;
  /** What the seed drew, for people. */
  readonly scenario: object;
  /** Settings of what the documentation leaves open. */
  readonly settings: readonly string[];
  readonly calls: number;
  readonly journal: readonly JournalEntry[];
}

const isDms = (seed: number): boolean => seed % 2 === 0;

/** The settings of the switches that the documents make most likely, for the cloud of a seed. */
export function usualSwitches(seed: number): object {
  return isDms(seed) ? defaultDmsSwitches : defaultRdsSwitches;
}

/** Carries a seed out, or what edits make of it. Every other one is an upgrade of ApsaraDB RDS, the others are of AWS DMS. */
export async function runSeed(
  seed: number,
  sabotage?: Sabotage,
  edits: readonly Edit[] = [],
): Promise<SeedReport> {
  const random = seededRandom(seed);
  const change = <S extends object>(scenario: S): S =>
    edits.length === 0 ? scenario : edited(scenario, edits);
  if (isDms(seed)) {
    const { scenario, ...simulated } = simulatedDms(random, change);
    const report = await simulate(simulated, sabotage);
    const { entries } = simulated.cloud.journal;
    return {
      ...report,
      seed,
      provider: 'aws-dms',
      scenario,
      settings: dmsSettings(scenario),
      ...said(entries),
    };
  }
  const { scenario, ...simulated } = simulatedRds(random, change);
  const report = await simulate(simulated, sabotage);
  const { entries } = simulated.cloud.journal;
  return {
    ...report,
    seed,
    provider: 'alibaba-rds',
    scenario,
    settings: rdsSettings(scenario),
    ...said(entries),
  };
}

function said(journal: readonly JournalEntry[]): Pick<SeedReport, 'calls' | 'journal'> {
  return { calls: journal.filter(({ kind }) => kind === 'call').length, journal };
}
