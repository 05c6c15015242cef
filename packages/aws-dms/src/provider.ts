import type { Provider } from '@engine-upgrader/core';
import type {
  EndpointConnection,
  InstanceTasks,
  ReplicationInstance,
  ReplicationTask,
  ResourceTags,
  ServerlessReplication,
} from './observe/resources.ts';
import type { DmsSurvey } from './observe/survey.ts';
import type { DmsOptions } from './request-options.ts';
import type { DmsNote } from './steps/note.ts';
import type { DmsStep } from './steps/step.ts';
import type { DmsInputs } from './wire/api.ts';

/** The operations that change something. */
export type MutatingOperation =
  | 'ModifyReplicationInstance'
  | 'StopReplicationTask'
  | 'StartReplicationTask'
  | 'CreateReplicationInstance'
  | 'TestConnection'
  | 'MoveReplicationTask'
  | 'DeleteReplicationInstance';

/** One mutating request. */
export type DmsCall = {
  readonly [O in MutatingOperation]: {
    readonly operation: O;
    readonly region: string;
    readonly input: DmsInputs[O];
  };
}[MutatingOperation];

/** Something to look at. */
export type DmsNeed =
  | { readonly key: string; readonly kind: 'instance'; readonly region: string; readonly instanceId: string }
  | {
      readonly key: string;
      readonly kind: 'tasks';
      readonly region: string;
      readonly instanceArn: string;
      /** Tasks that should be among them: one that a listing lacks costs a direct look. */
      readonly known: readonly string[];
    }
  | {
      readonly key: string;
      readonly kind: 'task';
      readonly region: string;
      readonly taskArn: string;
      /** Absent for one that may be on either of two instances. */
      readonly instanceArn?: string | undefined;
    }
  | {
      readonly key: string;
      readonly kind: 'connection';
      readonly region: string;
      readonly instanceArn: string;
      readonly endpointArn: string;
    }
  | { readonly key: string; readonly kind: 'tags'; readonly region: string; readonly arn: string };

/** What a look sees. */
export type DmsResource =
  | ReplicationInstance
  | InstanceTasks
  | ReplicationTask
  | EndpointConnection
  | ResourceTags;

/** AWS DMS, as core's types take it. */
export interface AwsDms extends Provider {
  readonly id: 'aws-dms';
  readonly instance: ReplicationInstance | ServerlessReplication;
  readonly options: DmsOptions;
  readonly survey: DmsSurvey;
  readonly step: DmsStep;
  readonly call: DmsCall;
  readonly acknowledgement: {
    /** The request's own id: AWS DMS has no task ids of its own. */
    readonly requestId?: string;
    /** What the answer says of the instance or task. */
    readonly status?: string;
  };
  readonly note: DmsNote;
  readonly need: DmsNeed;
  readonly resource: DmsResource;
}
