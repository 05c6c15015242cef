import type { Instance } from '../contract/instance.ts';
import type { Provider } from '../contract/provider.ts';
import type { FleetSelection, Tags } from './request.ts';

/** Whether an instance is one of those selected. Pure. */
export function isSelected(
  instance: Instance<Provider>,
  selection: FleetSelection,
  tagsIgnoreCase = false,
): boolean {
  const { references, tags, name, versions, engine, forcedBefore, except } = selection;
  return (
    (references?.some((beginning) => instance.url.startsWith(beginning)) ?? true) &&
    !except?.includes(instance.url) &&
    hasTags(instance.tags, tags, tagsIgnoreCase) &&
    (name === undefined || matches(instance.name ?? instance.reference.id, name)) &&
    (versions?.some((version) => matches(instance.version, version)) ?? true) &&
    (engine === undefined || instance.engine.toLowerCase() === engine.toLowerCase()) &&
    (forcedBefore === undefined || isForcedBefore(instance, forcedBefore))
  );
}

/** Whether all wanted tags are there, as the cloud compares them. */
export function hasTags(
  tags: Tags | undefined,
  wanted: Tags | undefined,
  tagsIgnoreCase: boolean | undefined,
): boolean {
  const comparable = (text: string): string => (tagsIgnoreCase ? text.toLowerCase() : text);
  const there = new Map(
    Object.entries(tags ?? {}).map(([key, value]) => [comparable(key), comparable(value)]),
  );
  return Object.entries(wanted ?? {}).every(
    ([key, value]) => there.get(comparable(key)) === comparable(value),
  );
}

/** Whether a text is as a pattern says; `*` stands for anything. */
export function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function isForcedBefore({ dates, pendingMaintenance = [] }: Instance<Provider>, time: number): boolean {
  const ends = [
    dates?.forcedUpgrade,
    dates?.deprecation,
    ...pendingMaintenance.map(({ forcedAt }) => forcedAt),
  ];
  return ends.some((end) => end !== undefined && end < time);
}

/** Why an instance is not upgraded by itself; `undefined` where it is. */
export function whyNotByItself({ role, primary }: Instance<Provider>): string | undefined {
  switch (role) {
    case 'replica':
    case 'disaster-recovery':
      return `it goes along with its primary${primary === undefined ? '' : ` ${primary}`}`;
    case 'serverless':
      return 'the cloud chooses the version of what is serverless';
    default:
      return undefined;
  }
}
