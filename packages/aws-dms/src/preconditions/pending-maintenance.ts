import { dayOf, finder, instanceOf, type Precondition, unreadable } from './precondition.ts';

const finding = finder('pending-maintenance');

/** Maintenance that AWS has announced: it may come along with the upgrade, or in between. */
export const pendingMaintenance: Precondition = (input) => {
  const member = instanceOf(input);
  const { maintenance } = input.survey;
  if (maintenance.sight !== 'seen') {
    return [unreadable(finding, member, 'dms:DescribePendingMaintenanceActions', maintenance)];
  }
  if (maintenance.value.length === 0)
    return [finding('passed', member, { message: 'no maintenance is announced' })];
  return maintenance.value.map(({ action, appliedAfter, forcedAt }) => {
    const dates = {
      ...(appliedAfter === undefined ? {} : { appliedAfter: dayOf(appliedAfter) }),
      ...(forcedAt === undefined ? {} : { forcedAt: dayOf(forcedAt) }),
    };
    const when = Object.entries(dates).map(([name, day]) => `${name} ${day}`);
    return finding('warning', member, {
      message: `${action} is announced${when.length === 0 ? '' : ` (${when.join(', ')})`}; it may come with the upgrade or between its steps`,
      seen: { action, ...dates },
      remedy: 'apply it first, or accept that it may come along',
    });
  });
};
