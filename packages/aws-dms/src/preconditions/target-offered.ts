import { isDeprecated, isReleased } from '../planning/version-paths.ts';
import { changesAnything, finder, instanceOf, type Precondition } from './precondition.ts';

const finding = finder('target-offered');
const link = 'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReleaseNotes.html';

/** Every version on the way can be asked for, and is released for production. */
export const targetOffered: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const member = instanceOf(input);
  return input.draft.hops.map(({ to }) => {
    const version = input.survey.versions.find((candidate) => candidate.version === to);
    const seen = {
      version: to,
      lifecycle: version?.lifecycle ?? 'not given',
      releaseStatus: version?.releaseStatus ?? 'not given',
    };
    if (!version || isDeprecated(version, input.now)) {
      const remedy = 'choose a version that is not deprecated';
      return finding('failed', member, {
        message: `${to} is deprecated and cannot be asked for`,
        seen,
        remedy,
        link,
      });
    }
    if (isReleased(version)) return finding('passed', member, { message: `${to} is offered`, seen, link });
    const message = `${to} is a ${version.releaseStatus ?? 'pre'} release, not one for production`;
    return finding('warning', member, { message, seen, link });
  });
};
