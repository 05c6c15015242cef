import { finder, type Precondition, seenMembers, upgradePage } from './precondition.ts';

const finding = finder('interruption');

/** Says how long connections are interrupted, and when. */
export const interruption: Precondition = (input) => {
  const { forecast, hops } = input.draft;
  if (hops.length === 0) return [];
  return seenMembers(input)
    .slice(0, 1)
    .map(({ url }) => {
      const seconds = Math.round(forecast.interruption / 1_000);
      const when =
        input.request.effectiveTime === 'immediate'
          ? 'as soon as it is reached'
          : 'in the maintenance window';
      const message = `connections are interrupted for about ${seconds} s in all, ${when}`;
      const seen = { seconds, hops: hops.length };
      return finding('passed', url, { message, seen, link: upgradePage });
    });
};
