import { changingMembers, finder, type Precondition, unreadable, upgradePage } from './precondition.ts';

const name = 'recent-backup';
const finding = finder(name);
const hour = 3_600_000;
const week = 7 * 24 * hour;

/** The primary was backed up within a week (MV recommends it; DescribeBackups): there is no way back. */
export const recentBackup: Precondition = (input) =>
  changingMembers(input)
    .filter((member) => member.role === 'primary')
    .map(({ url, evidence }) => {
      const { backup } = evidence;
      if (backup?.sight !== 'seen') return unreadable(name, url, 'DescribeBackups', backup);
      const { finishedAt } = backup.value;
      const remedy = 'make a backup first: an upgrade cannot be undone';
      if (finishedAt === undefined) {
        const message = 'has no successful backup of the last 30 days';
        return finding('warning', url, { message, remedy, link: upgradePage });
      }
      const age = input.now - finishedAt;
      const seen = { lastBackup: new Date(finishedAt).toISOString(), ageHours: Math.round(age / hour) };
      const message = `its last backup ended at ${seen.lastBackup}, ${seen.ageHours} h ago`;
      if (age <= week) return finding('passed', url, { message, seen });
      return finding('warning', url, { message, seen, remedy, link: upgradePage });
    });
