import { type JournalEntry, seededRandom } from '@engine-upgrader/cloud-simulator';
import { simulatedDms } from './dms/simulated-dms.ts';
import { simulatedRds } from './rds/simulated-rds.ts';
import { type Sabotage, simulate, type SimulatedReport } from './simulated.ts';

/** What came of one seed. */
export interface SeedReport extends SimulatedReport {
  readonly seed: number;
  readonly provider: string;
  /** What the seed drew, for people. */
  readonly scenario: unknown;
  readonly calls: number;
  readonly journal: readonly JournalEntry[];
}

/** Carries a seed out. Two of three are upgrades of ApsaraDB RDS, the third one of AWS DMS. */
export async function runSeed(seed: number, sabotage?: Sabotage): Promise<SeedReport> {
  const random = seededRandom(seed);
  if (seed % 3 === 0) {
    const { scenario, ...simulated } = simulatedDms(random);
    return reportOf(seed, 'aws-dms', scenario, simulated.cloud, await simulate(simulated, sabotage));
  }
  const { scenario, ...simulated } = simulatedRds(random);
  return reportOf(seed, 'alibaba-rds', scenario, simulated.cloud, await simulate(simulated, sabotage));
}

function reportOf(
  seed: number,
  provider: string,
  scenario: unknown,
  cloud: { readonly journal: { readonly entries: readonly JournalEntry[] } },
  report: SimulatedReport,
): SeedReport {
  const journal = cloud.journal.entries;
  const calls = journal.filter(({ kind }) => kind === 'call').length;
  return { ...report, seed, provider, scenario, calls, journal };
}
