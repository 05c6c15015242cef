import type { CloudOptions } from './cloud-options.ts';
import { createDms, type DmsService } from './dms/index.ts';
import { defaultFleet } from './fleet.ts';
import type { Journal } from './journal.ts';
import type { Random } from './random.ts';
import { createRds, type RdsService } from './rds/index.ts';

/** The two halves of the cloud. */
export interface Services {
  readonly rds: RdsService;
  readonly dms: DmsService;
}

/** Both services, on one clock and one journal. */
export function createServices(options: CloudOptions, random: Random, journal: Journal): Services {
  const fleet = options.fleet ?? defaultFleet();
  const now = (): number => options.clock.now();
  return {
    rds: createRds({
      now,
      random: random.fork('rds'),
      journal,
      fleet: fleet.rds ?? { instances: [] },
      switches: options.switches?.rds,
      durations: options.durations?.rds,
    }),
    dms: createDms({
      now,
      account: options.account,
      random: random.fork('dms'),
      journal,
      fleet: fleet.dms ?? { regions: {} },
      switches: options.switches?.dms,
      durations: options.durations?.dms,
    }),
  };
}
