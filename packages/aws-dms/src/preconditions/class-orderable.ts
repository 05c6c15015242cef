import { isOrderable } from '../planning/resolve-path.ts';
import {
  changesAnything,
  finder,
  instanceOf,
  isSideBySide,
  newSettings,
  type Precondition,
  unreadable,
} from './precondition.ts';

const finding = finder('class-orderable');

/** The instance's class can be had on every version on the way. */
export const classOrderable: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const { survey, draft } = input;
  const created = newSettings(input);
  if (isSideBySide(input) && !created) return [];
  const member = instanceOf(input);
  if (survey.orderables.sight !== 'seen') {
    return [unreadable(finding, member, 'dms:DescribeOrderableReplicationInstances', survey.orderables)];
  }
  return draft.hops.map(({ to }) => {
    const instanceClass = created?.ReplicationInstanceClass ?? survey.instance.instanceClass;
    const seen = { instanceClass, version: to };
    if (isOrderable(survey, to, instanceClass)) {
      return finding('passed', member, { message: `${seen.instanceClass} can be had on ${to}`, seen });
    }
    return finding('failed', member, {
      message: `${seen.instanceClass} cannot be had on ${to}`,
      seen,
      remedy: created
        ? 'choose another class with targetClass'
        : 'change the instance to a class of a newer generation first, then plan again',
    });
  });
};
