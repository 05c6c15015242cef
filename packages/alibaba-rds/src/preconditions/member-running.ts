import { statusMeaning } from '../observe/status.ts';
import { changingMembers, finder, type Precondition } from './precondition.ts';

const finding = finder('member-running');

/** Every member that is to be upgraded is Running (UE). */
export const memberRunning: Precondition = (input) =>
  changingMembers(input).map(({ url, seen }) => {
    const facts = { status: seen.status };
    if (statusMeaning(seen.status) === 'running')
      return finding('passed', url, { message: 'is Running', seen: facts });
    const message = `is ${seen.status}, and has to be Running`;
    return finding('failed', url, { message, seen: facts, remedy: 'wait until it is Running, or start it' });
  });
