import type { Finding, Instant, PlanDraft } from '@engine-upgrader/core';
import type { RdsSurvey } from '../observe/survey.ts';
import type { ResolvedRdsRequest } from '../planning/request.ts';
import type { AlibabaRds } from '../provider.ts';
import { databaseChecks } from './database-checks.ts';
import { expiry } from './expiry.ts';
import { freeDisk } from './free-disk.ts';
import { gtid } from './gtid.ts';
import { interruption } from './interruption.ts';
import { maintenanceWindowKnown } from './maintenance-window-known.ts';
import { memberRunning } from './member-running.ts';
import { memberUnlocked } from './member-unlocked.ts';
import { memberVersion } from './member-version.ts';
import { minorVersion } from './minor-version.ts';
import { nothingElseRunning } from './nothing-else-running.ts';
import { offeredPath } from './offered-path.ts';
import type { Precondition } from './precondition.ts';
import { proxyVersion } from './proxy-version.ts';
import { recentBackup } from './recent-backup.ts';
import { replicasHealthy } from './replicas-healthy.ts';
import { secondaryHealthy } from './secondary-healthy.ts';
import { ssl } from './ssl.ts';
import { tdeOff } from './tde-off.ts';

/** Every precondition, in the order in which findings are shown. */
export const preconditions: readonly Precondition[] = [
  offeredPath,
  memberVersion,
  memberRunning,
  memberUnlocked,
  nothingElseRunning,
  maintenanceWindowKnown,
  replicasHealthy,
  secondaryHealthy,
  tdeOff,
  ssl,
  proxyVersion,
  minorVersion,
  freeDisk,
  recentBackup,
  expiry,
  gtid,
  interruption,
  databaseChecks,
];

/** The findings on a draft. */
export function findings(
  request: ResolvedRdsRequest,
  survey: RdsSurvey,
  draft: PlanDraft<AlibabaRds>,
  now: Instant,
): readonly Finding[] {
  return preconditions.flatMap((precondition) => precondition({ request, survey, draft, now }));
}
