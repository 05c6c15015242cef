import { compareVersions } from '../engine-version.ts';
import { changingMembers, finder, type Precondition, unreadable, upgradePage } from './precondition.ts';

const name = 'proxy-version';
const finding = finder(name);
/** MV; UE: MaxscaleMinorVersionNotSupport. */
const least = '1.13.41';

/** The database proxy, where there is one, is new enough (DescribeDBProxy). */
export const proxyVersion: Precondition = (input) =>
  changingMembers(input)
    .filter((member) => member.role === 'primary')
    .map(({ url, evidence }) => {
      const { proxy } = evidence;
      if (proxy?.sight !== 'seen') return unreadable(name, url, 'DescribeDBProxy', proxy);
      const { enabled, minorVersion } = proxy.value;
      if (!enabled)
        return finding('passed', url, { message: 'has no database proxy', seen: { proxy: false } });
      const remedy = `update the database proxy to ${least} or later`;
      if (minorVersion === undefined || !/^\d+(\.\d+)*$/.test(minorVersion)) {
        const message = 'the version of its database proxy is not known';
        return finding('unknown', url, { message, seen: { proxy: true }, remedy });
      }
      const seen = { proxy: true, proxyVersion: minorVersion };
      const message = `its database proxy is ${minorVersion}`;
      if (compareVersions(minorVersion, least) >= 0) return finding('passed', url, { message, seen });
      return finding('failed', url, { message, seen, remedy, link: upgradePage });
    });
