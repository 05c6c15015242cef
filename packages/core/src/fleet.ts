export { parseFleetPlan } from './fleet/document.ts';
export { parseFleetOutline } from './fleet/outline.ts';
export type { FleetEvent, FleetEventSink } from './fleet/events.ts';
export type {
  Fleet,
  FleetOptions,
  FleetPlanOptions,
  FleetTask,
  FleetWaitOptions,
} from './fleet/contract.ts';
export { createFleet } from './fleet/fleet.ts';
export type { Hook, HookAnswer, HookCall, HookName, Hooks } from './fleet/hooks.ts';
export type { PlannedSoFar } from './fleet/plan-instances.ts';
export type {
  FleetForecast,
  FleetInstance,
  FleetLimits,
  FleetOutline,
  FleetPlan,
  LeftOut,
  OutlinedInstance,
  Transition,
  Wave,
} from './fleet/plan.ts';
export type { FleetProgress, InstanceProgress, WaveProgress } from './fleet/progress.ts';
export type {
  Calendar,
  FleetRequest,
  FleetSelection,
  Share,
  Tags,
  WaveRequest,
  Weekday,
} from './fleet/request.ts';
export type { Hold, InstanceState, WaveRun } from './fleet/run.ts';
export type { FleetSource } from './fleet/source.ts';
