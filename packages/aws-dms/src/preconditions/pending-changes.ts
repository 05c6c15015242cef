import { pendingChanges } from '../view.ts';
import { changesAnything, finder, instanceOf, isSideBySide, type Precondition } from './precondition.ts';

const finding = finder('pending-changes');

/** What else waits to be applied, since it is applied along with the upgrade (UG, ApplyImmediately). */
export const pendingChangesAlso: Precondition = (input) => {
  if (!changesAnything(input) || isSideBySide(input)) return [];
  const member = instanceOf(input);
  const pending = pendingChanges(input.survey.instance.pending);
  if (pending.length === 0)
    return [finding('passed', member, { message: 'nothing else waits to be applied' })];
  const when = input.request.effectiveTime === 'immediate' ? 'at once' : 'in the same maintenance window';
  return [
    finding('warning', member, {
      message: `would be applied ${when} along with the upgrade: ${pending.join(', ')}`,
      seen: { pending: pending.join(', ') },
      remedy: 'take back what should wait, or accept that it is applied too',
    }),
  ];
};
