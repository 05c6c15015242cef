import { instanceMeaning } from '../observe/status.ts';
import { changesAnything, finder, instanceOf, type Precondition } from './precondition.ts';

const finding = finder('instance-available');

/** The instance can be modified: it is available. */
export const instanceAvailable: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const { status } = input.survey.instance;
  const seen = { status };
  const member = instanceOf(input);
  if (instanceMeaning(status) === 'available')
    return [finding('passed', member, { message: 'is available', seen })];
  return [
    finding('failed', member, {
      message: `is ${status}; only an available instance can be modified`,
      seen,
      remedy: 'wait until it is available, or bring it back to available, and plan again',
    }),
  ];
};
