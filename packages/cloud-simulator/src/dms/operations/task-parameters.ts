import { type Context } from '../operation.ts';
import { optionalNumber, optionalString } from '../parameters.ts';
import { invalidCombination } from '../refusal.ts';
import type { ReplicationTaskShape } from '../shapes.ts';
import { type Region, type Task, connectionKey } from '../state.ts';
import { withSettings } from './describe-tasks.ts';

/** The response of a change to a task. */
export function taskAnswer(task: Task): object {
  const shape = task.shown.truth;
  return { ReplicationTask: shape === undefined ? {} : withSettings(task, shape) };
}

/** Whether both endpoints of the task were reached from the instance. */
export function isConnected(region: Region, instanceArn: string, shape: ReplicationTaskShape): boolean {
  return [shape.SourceEndpointArn, shape.TargetEndpointArn].every(
    (endpoint) =>
      region.connections.get(connectionKey(instanceArn, endpoint))?.shown.truth?.Status === 'successful',
  );
}

/** SDK: "Use either CdcStartTime or CdcStartPosition. Specifying both values results in an error." */
export function positionOf({
  parameters,
}: Context): Partial<Pick<ReplicationTaskShape, 'CdcStartPosition' | 'CdcStopPosition'>> {
  const position = optionalString(parameters, 'CdcStartPosition');
  const time = optionalNumber(parameters, 'CdcStartTime');
  const stop = optionalString(parameters, 'CdcStopPosition');
  if (position !== undefined && time !== undefined) {
    throw invalidCombination('Specify either CdcStartTime or CdcStartPosition');
  }
  return {
    ...(position !== undefined && { CdcStartPosition: position }),
    ...(stop !== undefined && { CdcStopPosition: stop }),
  };
}
