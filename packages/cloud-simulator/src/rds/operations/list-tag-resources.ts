import { type OperationContext, type OperationResult, parameter, seenInstance } from '../operation.ts';
import { missing, refuse } from '../refusal.ts';

/** UE: N of ResourceId.N is from 1 to 50. */
const mostIds = 50;

/** How many tags an answer holds is undocumented: few, so that who forgets NextToken notices. */
const pageSize = 50;

/** ListTagResources: the tags of instances by id, a page of tags at a time. Searching by tag is not in the simulator. */
export function listTagResources(context: OperationContext): OperationResult {
  if (parameter(context, 'RegionId') === undefined) return { refusal: missing('RegionId') };
  if (parameter(context, 'ResourceType') === undefined) return { refusal: missing('ResourceType') };
  if (parameter(context, 'ResourceType') !== 'INSTANCE') return { refusal: refuse('Parameters.Invalid') };
  const ids = numberedIds(context);
  if (ids.length === 0) return { refusal: missing('ResourceId') };
  if (ids.length > mostIds) return { refusal: refuse('Parameters.Invalid') };
  const token = parameter(context, 'NextToken');
  const start = token === undefined ? 0 : Number(/^tags-(\d+)$/.exec(token)?.[1]);
  if (Number.isNaN(start)) return { refusal: refuse('InvalidNextToken.Malformed') };
  const all = ids.flatMap((id) =>
    Object.entries(seenInstance(context, id)?.tags ?? {}).map(([TagKey, TagValue]) => ({
      ResourceId: id,
      ResourceType: 'INSTANCE',
      TagKey,
      TagValue,
    })),
  );
  const next = start + pageSize < all.length ? { NextToken: `tags-${start + pageSize}` } : {};
  return { body: { ...next, TagResources: { TagResource: all.slice(start, start + pageSize) } } };
}

function numberedIds(context: OperationContext): string[] {
  const ids: string[] = [];
  for (let number = 1; ; number += 1) {
    const id = parameter(context, `ResourceId.${number}`);
    if (id === undefined) return ids;
    ids.push(id);
  }
}
