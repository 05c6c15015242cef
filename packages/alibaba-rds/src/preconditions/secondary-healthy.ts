import { finder, type Precondition, changingMembers, unreadable, upgradePage } from './precondition.ts';

const name = 'secondary-healthy';
const finding = finder(name);

/** The secondary node of a high-availability primary is in step (MV; DescribeDBInstanceHAConfig). */
export const secondaryHealthy: Precondition = (input) =>
  changingMembers(input)
    .filter(({ role, seen }) => role === 'primary' && seen.category?.toLowerCase() === 'highavailability')
    .map(({ url, evidence }) => {
      const { secondary } = evidence;
      if (secondary?.sight !== 'seen') return unreadable(name, url, 'DescribeDBInstanceHAConfig', secondary);
      const { states } = secondary.value;
      const seen = { secondary: states.join(', ') };
      if (states.length === 0) {
        return finding('unknown', url, { message: 'the answer names no secondary node', seen });
      }
      if (states.every((state) => /^(synchronized|sync|syncing|0)$/i.test(state))) {
        return finding('passed', url, { message: `its secondary node is ${seen.secondary}`, seen });
      }
      const message = `its secondary node is ${seen.secondary}`;
      const remedy = 'wait until the secondary node is in step, or ask the support to rebuild it';
      return finding('failed', url, { message, seen, remedy, link: upgradePage });
    });
