import { isOrderable } from '../planning/resolve-path.ts';
import { changesAnything, finder, instanceOf, type Precondition, unreadable } from './precondition.ts';

const finding = finder('class-orderable');

/** The instance's class can be had on every version on the way. */
export const classOrderable: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const { survey, draft } = input;
  const member = instanceOf(input);
  if (survey.orderables.sight !== 'seen') {
    return [unreadable(finding, member, 'dms:DescribeOrderableReplicationInstances', survey.orderables)];
  }
  return draft.hops.map(({ to }) => {
    const seen = { instanceClass: survey.instance.instanceClass, version: to };
    if (isOrderable(survey, to)) {
      return finding('passed', member, { message: `${seen.instanceClass} can be had on ${to}`, seen });
    }
    return finding('failed', member, {
      message: `${seen.instanceClass} cannot be had on ${to}`,
      seen,
      remedy: 'change the instance to a class of a newer generation first, then plan again',
    });
  });
};
