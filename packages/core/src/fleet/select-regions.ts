import type { FleetSelection } from './request.ts';

/** The regions that a selection can have instances of, out of those of a source. Pure. */
export function regionsOf(
  provider: string,
  given: readonly (string | undefined)[],
  { references }: FleetSelection,
): readonly (string | undefined)[] {
  const regions = [...new Set(given)];
  if (!references) return regions;
  const named = references.flatMap((beginning) => {
    const scheme = `${provider}://`;
    if (!beginning.startsWith(scheme))
      return scheme.startsWith(beginning) ? [{ region: '', whole: false }] : [];
    const [region = '', ...more] = beginning.slice(scheme.length).split('/');
    return [{ region, whole: more.length > 0 }];
  });
  if (named.length === 0) return [];
  const known = regions.filter((region): region is string => region !== undefined);
  if (known.length > 0) {
    return known.filter((region) =>
      named.some((each) => (each.whole ? region === each.region : region.startsWith(each.region))),
    );
  }
  // A driver without regions of its own lists those that are named in full.
  return named.every(({ whole }) => whole) ? [...new Set(named.map(({ region }) => region))] : regions;
}
