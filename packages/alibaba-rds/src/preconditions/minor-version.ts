import { changingMembers, finder, type Precondition, upgradePage } from './precondition.ts';

const finding = finder('minor-version');
/** The first minor version of 5.6 that upgrades full-text indexes (MV; UE: UnsupportedFtsIndexVersion). */
const least = 20221130;

/** A 5.6 with full-text indexes has a minor version that can upgrade them. */
export const minorVersion: Precondition = (input) =>
  changingMembers(input)
    .filter(({ seen }) => seen.engineVersion === '5.6')
    .map(({ url, seen }) => {
      const date = Number(/(\d{8})/.exec(seen.minorVersion ?? '')?.[1] ?? Number.NaN);
      const remedy = `update the minor version to ${least} or later, unless there are no full-text indexes`;
      if (seen.minorVersion === undefined || Number.isNaN(date)) {
        return finding('unknown', url, {
          message: 'its minor version is not known',
          remedy,
          link: upgradePage,
        });
      }
      const facts = { minorVersion: seen.minorVersion };
      const message = `its minor version is ${seen.minorVersion}`;
      if (date >= least) return finding('passed', url, { message, seen: facts });
      return finding('warning', url, { message, seen: facts, remedy, link: upgradePage });
    });
