import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { instanceUrl, roleOf } from '../observe/instance.ts';
import type { RdsSurvey } from '../observe/survey.ts';
import type { ResolvedRdsRequest } from './request.ts';
import { isMySql } from './version-paths.ts';

/** Refuses an instance of another engine. */
export function mustBeMySql(survey: RdsSurvey): Result<void, UpgradeError> {
  const { instance } = survey;
  if (isMySql(instance)) return ok();
  const message = `${instanceUrl(instance)} runs ${instance.engine} ${instance.engineVersion}; only MySQL can be upgraded here`;
  return err({ kind: 'unsupported', message });
}

/** Refuses a replica with its primary's reference, unless it is wanted alone. */
export function mustBePrimary(request: ResolvedRdsRequest, survey: RdsSurvey): Result<void, UpgradeError> {
  const role = roleOf(survey.instance);
  if (role === 'primary' || request.onlyThis) return ok();
  const primary = survey.primary ?? survey.instance.primaryId ?? 'another instance';
  const message = `${instanceUrl(survey.instance)} is a ${role} of ${primary}; give its primary, or ask for this instance only`;
  return err(invalidInput('reference', message));
}
