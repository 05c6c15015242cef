import { dayOf, finder, instanceOf, type Precondition } from './precondition.ts';

const finding = finder('upgrade-dates');

/** When AWS would upgrade the version that runs by itself; from the API, since published dates disagree. */
export const upgradeDates: Precondition = (input) => {
  const { instance, versions } = input.survey;
  const member = instanceOf(input);
  const own = versions.find((version) => version.version === instance.engineVersion);
  const automatic = instance.autoMinorVersionUpgrade ? own?.autoUpgrade : undefined;
  const dates = {
    ...(automatic === undefined ? {} : { automaticUpgrade: dayOf(automatic) }),
    ...(own?.forceUpgrade === undefined ? {} : { forcedUpgrade: dayOf(own.forceUpgrade) }),
    ...(own?.deprecation === undefined ? {} : { deprecation: dayOf(own.deprecation) }),
  };
  const text = Object.entries(dates).map(([name, day]) => `${name} ${day}`);
  const message =
    text.length === 0
      ? `AWS names no dates for ${instance.engineVersion}`
      : `dates of ${instance.engineVersion}: ${text.join(', ')}`;
  return [finding('passed', member, { message, seen: dates })];
};
