import { compareVersions } from '../engine-version.ts';
import { finder, type Precondition, seenMembers } from './precondition.ts';

const finding = finder('member-version');

/** A member on the target is left alone; one above it cannot be brought down. */
export const memberVersion: Precondition = (input) =>
  seenMembers(input).map(({ url, seen }) => {
    const { to } = input.draft;
    const facts = { engineVersion: seen.engineVersion };
    const difference = compareVersions(seen.engineVersion, to);
    if (difference < 0) {
      return finding('passed', url, { message: `is on ${seen.engineVersion}`, seen: facts });
    }
    if (difference === 0) return finding('passed', url, { message: `is on ${to} already`, seen: facts });
    const message = `is on ${seen.engineVersion}, above ${to}, and stays there`;
    return finding('warning', url, {
      message,
      seen: facts,
      remedy: `choose ${seen.engineVersion} as the target`,
    });
  });
