export { createAwsDmsDriver } from './create-driver.ts';
export { type AwsDmsUpgraderOptions, createAwsDms } from './create-upgrader.ts';
export { type DriverSettings, dmsDriver } from './driver.ts';
export type {
  InstanceTasks,
  PendingValues,
  ReplicationInstance,
  ReplicationTask,
  ServerlessReplication,
} from './observe/resources.ts';
export type { DmsEndpoint, DmsSurvey, EngineVersion, LoadProgress, Orderable } from './observe/survey.ts';
export type { AwsDmsOptions } from './options.ts';
export { optionalActions, type PolicyAction, requiredActions } from './policy.ts';
export type { AwsDms, DmsCall, DmsNeed, DmsResource } from './provider.ts';
export type {
  AfterFailedMove,
  DmsOptions,
  StopTasks,
  Strategy,
  WithoutCheckpoint,
} from './request-options.ts';
export type { DmsNote, TaskBefore } from './steps/note.ts';
export type { DmsStep, RestoreTaskStep, StopTaskStep, UpgradeInstanceStep } from './steps/step.ts';
export { isInstanceArn, referenceOfArn } from './reference-of-arn.ts';
export type {
  AnswerBody,
  DmsApi,
  DmsCallError,
  DmsFilter,
  DmsInputs,
  DmsOperation,
  PageInput,
} from './wire/api.ts';
export type { Environment } from './wire/endpoint.ts';
