import type { RdsInstance } from '../instance.ts';
import { type OperationContext, type OperationResult, parameter, seenInstance } from '../operation.ts';
import { onPage, requestedPage, withMissing } from '../paging.ts';
import { listedInstance } from './listed-instance.ts';
import { missing, refuse } from '../refusal.ts';

/** At most five tags filter a listing. */
const mostTags = 5;

/** Filters by exact value: parameter, and the field that it is compared with. */
const exact: readonly (readonly [string, (instance: RdsInstance) => string | undefined])[] = [
  ['DBInstanceId', (instance) => instance.id],
  ['DBInstanceType', (instance) => instance.type],
  ['DBInstanceStatus', (instance) => instance.status],
  ['Engine', (instance) => instance.engine],
  ['EngineVersion', (instance) => instance.version],
  ['DBInstanceClass', (instance) => instance.class],
  ['PayType', (instance) => instance.payType],
  ['ConnectionMode', (instance) => instance.connectionMode],
  ['Category', (instance) => instance.category],
];

function requestedTags(context: OperationContext): Record<string, unknown> | undefined {
  const text = parameter(context, 'Tags');
  if (text === undefined) return {};
  try {
    const tags: unknown = JSON.parse(text);
    if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return undefined;
    return Object.keys(tags).length > mostTags ? undefined : { ...tags };
  } catch {
    return undefined;
  }
}

function matching(
  context: OperationContext,
  tags: Record<string, unknown>,
): (instance: RdsInstance) => boolean {
  const wanted = exact
    .map(([name, field]) => ({ value: parameter(context, name), field }))
    .filter(({ value }) => value !== undefined);
  const search = parameter(context, 'SearchKey');
  const tagged = Object.entries(tags);
  return (instance) =>
    wanted.every(({ value, field }) => field(instance)?.toLowerCase() === value?.toLowerCase()) &&
    (search === undefined || instance.id.includes(search) || instance.description.includes(search)) &&
    tagged.every(([key, value]) => instance.tags[key] === value);
}

function afterToken(ids: readonly RdsInstance[], token: string | undefined): RdsInstance[] | undefined {
  if (token === undefined) return [...ids];
  const last = Buffer.from(token, 'base64url').toString();
  const index = ids.findIndex((instance) => instance.id === last);
  return index < 0 ? undefined : ids.slice(index + 1);
}

function byToken(
  context: OperationContext,
  found: readonly RdsInstance[],
): { items: RdsInstance[]; next: string | undefined } | undefined {
  const size = Number(parameter(context, 'MaxResults') ?? '30');
  const rest = afterToken(found, parameter(context, 'NextToken'));
  if (rest === undefined || !Number.isInteger(size) || size < 1 || size > 100) return undefined;
  const items = rest.slice(0, size);
  const last = items[items.length - 1];
  return {
    items,
    next: rest.length > size && last !== undefined ? Buffer.from(last.id).toString('base64url') : undefined,
  };
}

/**
 * DescribeDBInstances: by pages, or by MaxResults and NextToken, which make the page numbers meaningless
 * (PageNumber is then 1, and TotalRecordCount the number on the page). Category is there when InstanceLevel
 * was sent.
 */
export function describeDBInstances(context: OperationContext): OperationResult {
  const { state, call } = context;
  const region = parameter(context, 'RegionId');
  if (region === undefined) return { refusal: missing('RegionId') };
  if (region !== call.region) return { refusal: refuse('InvalidRegionId.NotFound') };
  const tags = requestedTags(context);
  if (tags === undefined) return { refusal: refuse('InvalidTags.Malformed') };
  const page = requestedPage(context, { least: 1, most: 100, usual: 30 });
  if ('refusal' in page) return page;
  const all = (state.regions.get(region) ?? [])
    .map((id) => seenInstance(context, id))
    .filter((instance) => instance !== undefined);
  const found = withMissing(all.filter(matching(context, tags)), context);
  const withCategory = parameter(context, 'InstanceLevel') !== undefined;
  const shown = (items: readonly RdsInstance[]): Record<string, unknown> => ({
    DBInstance: items.map((instance) => listedInstance(state, instance, withCategory)),
  });
  if (parameter(context, 'MaxResults') !== undefined || parameter(context, 'NextToken') !== undefined) {
    const part = byToken(context, found);
    if (part === undefined) return { refusal: refuse('InvalidNextToken.Malformed') };
    return {
      body: {
        Items: shown(part.items),
        ...(part.next === undefined ? {} : { NextToken: part.next }),
        PageNumber: 1,
        PageRecordCount: part.items.length,
        TotalRecordCount: part.items.length,
      },
    };
  }
  const items = onPage(found, page);
  return {
    body: {
      Items: shown(items),
      PageNumber: page.number,
      PageRecordCount: items.length,
      TotalRecordCount: found.length,
    },
  };
}
