export type {
  CloudAnswer,
  CloudCall,
  CloudServiceName,
  LostAnswer,
  RawAnswer,
  ResponseAnswer,
} from './answer.ts';
export type { Clock } from './clock.ts';
export { type Cloud, createCloud } from './cloud.ts';
export type { CloudOptions, Permission } from './cloud-options.ts';
export {
  type Fault,
  type FaultPlan,
  type FaultRates,
  faultsByCall,
  type NamedFault,
  noFaults,
  type PlannedFault,
  seededFaults,
} from './faults.ts';
export type { Authentication, SimulatedCredential } from './http/credentials.ts';
export { type CloudServer, serveCloud, type ServerOptions } from './http/server.ts';
export { defaultFleet, type Fleet } from './fleet.ts';
export { createJournal, type Journal, type JournalEntry } from './journal.ts';
export { type Random, seededRandom } from './random.ts';
export { realClock } from './real-clock.ts';
export type { RequestLimit } from './request-limit.ts';
export type { CloudService, ReadView } from './service.ts';
export { type ShiftedClock, shiftedClock } from './shifted-clock.ts';
export { type SimulatedClock, simulatedClock } from './simulated-clock.ts';
export * from './rds/index.ts';
export * from './dms/index.ts';
