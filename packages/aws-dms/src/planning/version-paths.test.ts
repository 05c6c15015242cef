import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../engine-version.ts';
import type { EngineVersion } from '../observe/survey.ts';
import { versions } from '../testing/samples.ts';
import { isDeprecated, isReleased, shortestPath, versionPaths } from './version-paths.ts';

const names = ['3.4.6', '3.4.7', '3.5.1', '3.5.2', '3.5.10', '3.6.0', '3.6.1'];
const graphs = fc
  .dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names)))
  .map((graph) => versions(Object.fromEntries(names.map((name) => [name, graph[name] ?? []]))));

/** All versions that can be reached in so many hops, found the plain way. */
function reachable(offered: readonly EngineVersion[], from: string, hops: number): ReadonlySet<string> {
  let found = new Set([from]);
  for (let hop = 0; hop < hops; hop += 1) {
    const next = offered
      .filter(({ version }) => found.has(version))
      .flatMap(({ version, availableUpgrades }) =>
        availableUpgrades.filter((upgrade) => compareVersions(upgrade, version) > 0),
      );
    found = new Set([...found, ...next]);
  }
  return found;
}

describe('the way to a version', () => {
  it('goes only along what the cloud offers, upwards, and with the fewest hops', () => {
    fc.assert(
      fc.property(graphs, fc.constantFrom(...names), fc.constantFrom(...names), (offered, from, to) => {
        const path = shortestPath(offered, from, to, () => true);
        if (!path) {
          expect(reachable(offered, from, names.length).has(to)).toBe(false);
          return;
        }
        let at = from;
        for (const hop of path) {
          expect(hop.from).toBe(at);
          expect(offered.find(({ version }) => version === at)?.availableUpgrades).toContain(hop.to);
          expect(compareVersions(hop.to, hop.from)).toBeGreaterThan(0);
          at = hop.to;
        }
        expect(at).toBe(to);
        if (path.length > 0) expect(reachable(offered, from, path.length - 1).has(to)).toBe(false);
      }),
    );
  });

  it('avoids what it may not lead over', () => {
    const offered = versions({
      '3.5.1': ['3.5.2', '3.5.3'],
      '3.5.2': ['3.6.0'],
      '3.5.3': ['3.6.0'],
      '3.6.0': [],
    });
    const path = shortestPath(offered, '3.5.1', '3.6.0', ({ version }) => version !== '3.5.3');
    expect(path?.map((hop) => hop.to)).toEqual(['3.5.2', '3.6.0']);
  });

  it('lists targets lowest first, with their dates, by number and not by letter', () => {
    const offered = versions({ '3.5.2': ['3.5.9', '3.5.10'], '3.5.9': [], '3.5.10': [] });
    const paths = versionPaths(offered, '3.5.2', () => true, 0);
    expect(paths.map(({ target }) => target)).toEqual(['3.5.9', '3.5.10']);
  });
});

describe('a version', () => {
  const version = { version: '3.6.1', availableUpgrades: [] };

  it('is deprecated by its lifecycle, or past its date', () => {
    expect(isDeprecated({ ...version, lifecycle: 'DEPRECATED' }, 0)).toBe(true);
    expect(isDeprecated({ ...version, deprecation: 5 }, 5)).toBe(true);
    expect(isDeprecated({ ...version, deprecation: 5 }, 4)).toBe(false);
    expect(isDeprecated(version, 0)).toBe(false);
  });

  it('is released unless the cloud says otherwise', () => {
    expect(isReleased(version)).toBe(true);
    expect(isReleased({ ...version, releaseStatus: 'beta' })).toBe(false);
  });
});
