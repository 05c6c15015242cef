import { type OperationContext, type OperationResult, parameter } from '../operation.ts';
import { missing, refuse } from '../refusal.ts';
import { change, truth } from '../state.ts';
import { parseMaintenanceWindow } from '../maintenance-window.ts';

/** ModifyDBInstanceMaintainTime: sets the daily window, given in UTC as `22:00Z-02:00Z`. */
export function modifyDBInstanceMaintainTime(context: OperationContext): OperationResult {
  const { state, call, now } = context;
  const id = parameter(context, 'DBInstanceId');
  const maintainTime = parameter(context, 'MaintainTime');
  if (id === undefined) return { refusal: missing('DBInstanceId') };
  if (maintainTime === undefined) return { refusal: missing('MaintainTime') };
  const instance = truth(state, id);
  if (instance === undefined || instance.region !== call.region) {
    return { refusal: refuse('InvalidDBInstanceId.NotFound') };
  }
  if (parseMaintenanceWindow(maintainTime) === undefined) {
    return { refusal: refuse('InvalidMaintainTime.Malformed') };
  }
  change(state, id, now, { maintainTime });
  state.journal.record({
    at: now,
    service: 'rds',
    region: call.region,
    kind: 'effect',
    action: 'MaintainTimeChanged',
    resource: id,
    detail: { from: instance.maintainTime, to: maintainTime },
    ...(call.caller === undefined ? {} : { caller: call.caller }),
  });
  return { body: {} };
}
