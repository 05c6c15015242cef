export { parseFleetPlan } from './fleet/document.ts';
export { parseFleetOutline } from './fleet/outline.ts';
export type { FleetEvent, FleetEventSink } from './fleet/events.ts';
export {
  createFleet,
  type Fleet,
  type FleetOptions,
  type FleetPlanOptions,
  type FleetTask,
  type FleetWaitOptions,
} from './fleet/fleet.ts';
export type { Hook, HookAnswer, HookCall, HookName, Hooks } from './fleet/hooks.ts';
export type { PlannedSoFar } from './fleet/make-plan.ts';
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
