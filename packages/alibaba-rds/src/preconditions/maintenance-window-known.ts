import { isMaintenanceWindow } from '../maintenance-window.ts';
import { changingMembers, finder, type Precondition } from './precondition.ts';

const finding = finder('maintenance-window-known');

/** Where the upgrade is to wait for it, each member's maintenance window is known. */
export const maintenanceWindowKnown: Precondition = (input) => {
  if (input.request.effectiveTime !== 'maintenance-window') return [];
  return changingMembers(input).map(({ url, seen }) => {
    const window = seen.maintenanceWindow;
    const facts = window === undefined ? {} : { maintenanceWindow: window };
    if (isMaintenanceWindow(window)) {
      return finding('passed', url, { message: `its maintenance window is ${window}`, seen: facts });
    }
    const message =
      window === undefined ? 'has no maintenance window' : `"${window}" is no maintenance window`;
    const remedy = 'set one with ModifyDBInstanceMaintainTime, or upgrade with immediate effect';
    return finding('failed', url, { message, seen: facts, remedy });
  });
};
