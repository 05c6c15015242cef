import { isLocked } from '../observe/status.ts';
import { changingMembers, finder, type Precondition } from './precondition.ts';

const finding = finder('member-unlocked');

/** No member that is to be upgraded is locked (UE: IncorrectDBInstanceLockMode). */
export const memberUnlocked: Precondition = (input) =>
  changingMembers(input).map(({ url, seen }) => {
    const { lockMode, lockReason } = seen;
    if (lockMode === undefined) return finding('unknown', url, { message: 'the answer has no LockMode' });
    const facts = { lockMode, ...(lockReason === undefined ? {} : { lockReason }) };
    if (!isLocked(lockMode)) return finding('passed', url, { message: 'is not locked', seen: facts });
    const remedy = 'remove the cause of the lock: an expired subscription, a full disk, or a lock by hand';
    return finding('failed', url, { message: `is locked: ${lockMode}`, seen: facts, remedy });
  });
