import type { Finding, Instant, PlanDraft } from '@engine-upgrader/core';
import type { DmsSurvey } from '../observe/survey.ts';
import type { ResolvedDmsRequest } from '../planning/request.ts';
import type { AwsDms } from '../provider.ts';
import { classOrderable } from './class-orderable.ts';
import { failedTasks } from './failed-tasks.ts';
import { fullLoadRestarts } from './full-load-restarts.ts';
import { infrastructureAsCode } from './infrastructure-as-code.ts';
import { instanceAvailable } from './instance-available.ts';
import { madeByPlan, noTasksLeft } from './deletable.ts';
import { interruption } from './interruption.ts';
import { maintenanceWindowKnown } from './maintenance-window-known.ts';
import { namesOldInstance } from './names-old-instance.ts';
import { pendingChangesAlso } from './pending-changes.ts';
import { pendingMaintenance } from './pending-maintenance.ts';
import { postgresqlSlots } from './postgresql-slots.ts';
import { quotaHeadroom } from './quota-headroom.ts';
import type { Precondition } from './precondition.ts';
import { routing347 } from './routing-3-4-7.ts';
import { targetOffered } from './target-offered.ts';
import { tasksMovable } from './tasks-movable.ts';
import { tasksPerInstance } from './tasks-per-instance.ts';
import { tasksSettled } from './tasks-settled.ts';
import { upgradeDates } from './upgrade-dates.ts';
import { zoneOrderable } from './zone-orderable.ts';

/** Every precondition, in the order in which findings are shown. */
export const preconditions: readonly Precondition[] = [
  targetOffered,
  classOrderable,
  zoneOrderable,
  instanceAvailable,
  maintenanceWindowKnown,
  pendingChangesAlso,
  pendingMaintenance,
  tasksSettled,
  failedTasks,
  fullLoadRestarts,
  postgresqlSlots,
  routing347,
  infrastructureAsCode,
  upgradeDates,
  interruption,
  quotaHeadroom,
  tasksPerInstance,
  tasksMovable,
  namesOldInstance,
  noTasksLeft,
  madeByPlan,
];

/** The findings on a draft. */
export function findings(
  request: ResolvedDmsRequest,
  survey: DmsSurvey,
  draft: PlanDraft<AwsDms>,
  now: Instant,
): readonly Finding[] {
  return preconditions.flatMap((precondition) => precondition({ request, survey, draft, now }));
}
