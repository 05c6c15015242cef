export { createAlibabaRdsDriver } from './create-driver.ts';
export { type AlibabaRdsUpgraderOptions, createAlibabaRds } from './create-upgrader.ts';
export type { Evidence, LastBackup, PlannedMaintenance, Proxy } from './observe/evidence.ts';
export type { HistoryResource, HistoryTask } from './observe/history.ts';
export type { DisasterRecoveryLink, RdsInstance, Role } from './observe/instance.ts';
export type { RdsSurvey, SurveyedMember } from './observe/survey.ts';
export type { AlibabaRdsOptions } from './options.ts';
export type {
  AlibabaRds,
  RdsNeed,
  RdsOptions,
  RdsResource,
  ReplicaOrder,
  UpgradeCall,
  UpgradeStep,
} from './provider.ts';
export type { AnswerBody, RdsApi, RdsCallError, RdsOperation, RdsParameters } from './wire/api.ts';
export type { ClientConfig, CredentialSource, Login } from './wire/client-config.ts';
export type { Environment } from './wire/endpoint.ts';
export type { CallParams, CallRequest, CallRuntime, GenericClient } from './wire/generic-client.ts';
export { optionalActions, type PolicyAction, requiredActions } from './policy.ts';
