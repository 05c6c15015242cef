import { isMaintenanceWindow } from '../maintenance-window.ts';
import { changesAnything, finder, instanceOf, type Precondition } from './precondition.ts';

const finding = finder('maintenance-window-known');

/** Where the upgrade takes effect in the maintenance window, that window is known. */
export const maintenanceWindowKnown: Precondition = (input) => {
  if (input.request.effectiveTime !== 'maintenance-window' || !changesAnything(input)) return [];
  const { maintenanceWindow } = input.survey.instance;
  const member = instanceOf(input);
  if (isMaintenanceWindow(maintenanceWindow)) {
    const message = `its maintenance window is ${maintenanceWindow} UTC`;
    return [finding('passed', member, { message, seen: { maintenanceWindow } })];
  }
  return [
    finding('failed', member, {
      message: 'its maintenance window is not known, so nobody knows when the upgrade would begin',
      seen: { maintenanceWindow: maintenanceWindow ?? '' },
      remedy: 'set PreferredMaintenanceWindow, or upgrade with effective time immediate',
    }),
  ];
};
