import { seededRandom } from '../random.ts';
import type { ResponseAnswer } from '../answer.ts';
import { createJournal, type Journal } from '../journal.ts';
import type { RdsFleetInstance } from '../rds/fleet.ts';
import { createRds, type RdsService } from '../rds/rds.ts';
import type { RdsSwitches } from '../rds/switches.ts';

/** What the tests of the RDS half share: a service whose time a test sets. */
export interface Scene {
  readonly rds: RdsService;
  readonly journal: Journal;
  now: number;
  /** Makes a call in a region, cn-hangzhou unless another is given; `status` and fields of the body. */
  call(action: string, parameters: Record<string, unknown>, region?: string): Record<string, unknown>;
  /** Asks for an upgrade; the error code, or OK. */
  upgrade(id: string, version: string, more?: Record<string, unknown>, region?: string): unknown;
}

export const noon: number = Date.UTC(2026, 0, 10, 12);

/** A scene with these instances; without any, with the family `rm-orders` and `rm-billing`. */
export function scene(switches: Partial<RdsSwitches> = {}, instances?: RdsFleetInstance[]): Scene {
  const journal = createJournal();
  const time = { now: noon };
  const rds = createRds({
    now: () => time.now,
    random: seededRandom(1),
    journal,
    fleet: instances === undefined ? undefined : { instances },
    switches,
  });
  return {
    journal,
    rds,
    get now() {
      return time.now;
    },
    set now(now) {
      time.now = now;
    },
    call(action, parameters, region = 'cn-hangzhou') {
      const call = { service: 'rds' as const, region, action, parameters };
      const answer = rds.handle(call, time.now, { staleBy: 0, missing: undefined }) as ResponseAnswer;
      return { ...(answer.body as Record<string, unknown>), status: answer.status };
    },
    upgrade(id, version, more = {}, region = 'cn-hangzhou') {
      const parameters = { DBInstanceId: id, EngineVersion: version, ...more };
      return this.call('UpgradeDBInstanceEngineVersion', parameters, region)['Code'] ?? 'OK';
    },
  };
}
