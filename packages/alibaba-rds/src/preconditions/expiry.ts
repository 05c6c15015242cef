import { changingMembers, finder, type Precondition } from './precondition.ts';

const finding = finder('expiry');
const day = 86_400_000;
/** Longer than an upgrade takes, over several maintenance windows. */
const soon = 7 * day;

/** No subscription ends while the upgrade runs: an expired instance is locked. */
export const expiry: Precondition = (input) =>
  changingMembers(input).map(({ url, seen }) => {
    const { expiresAt } = seen;
    if (expiresAt === undefined) return finding('passed', url, { message: 'has no end of subscription' });
    const facts = { expires: new Date(expiresAt).toISOString() };
    const remedy = 'renew the subscription';
    if (expiresAt <= input.now) {
      return finding('failed', url, {
        message: `its subscription ended at ${facts.expires}`,
        seen: facts,
        remedy,
      });
    }
    const message = `its subscription ends at ${facts.expires}`;
    if (expiresAt - input.now > soon + input.draft.forecast.duration) {
      return finding('passed', url, { message, seen: facts });
    }
    return finding('warning', url, { message, seen: facts, remedy });
  });
