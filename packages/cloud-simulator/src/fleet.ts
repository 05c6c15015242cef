import { defaultDmsFleet, type DmsFleet } from './dms/index.ts';
import { defaultRdsFleet, type RdsFleet } from './rds/fleet.ts';

/** What exists at first, in both clouds; it is plain JSON. A part that is left out is empty. */
export interface Fleet {
  rds?: RdsFleet;
  dms?: DmsFleet;
}

/** The fleet that a simulation begins with when none is given. */
export function defaultFleet(): Fleet {
  return { rds: defaultRdsFleet(), dms: defaultDmsFleet() };
}
