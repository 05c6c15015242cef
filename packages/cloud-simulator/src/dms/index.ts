export { createDms, type DmsOptions, type DmsService } from './dms.ts';
export { type DmsDurations, defaultDmsDurations } from './durations.ts';
export type {
  DmsConnectionSeed,
  DmsEndpointSeed,
  DmsEngineVersionSeed,
  DmsEventSubscriptionSeed,
  DmsFleet,
  DmsInstanceSeed,
  DmsMaintenanceSeed,
  DmsRegionSeed,
  DmsServerlessSeed,
  DmsSubnetGroupSeed,
  DmsTaskSeed,
} from './fleet.ts';
export { defaultDmsFleet } from './default-fleet.ts';
export { type DmsQuotas, defaultDmsQuotas } from './quotas.ts';
export { type DmsSwitches, defaultDmsSwitches, drawDmsSwitches } from './switches.ts';
export type { DmsInjection } from './injection.ts';
export type { DmsPerson } from './person.ts';
export type { DmsTruth } from './truth.ts';
export type {
  ConnectionShape,
  EndpointShape,
  PendingModifiedValuesShape,
  ReplicationInstanceShape,
  ReplicationTaskShape,
  ReplicationTaskStatsShape,
  TagShape,
} from './shapes.ts';
