import { describe, expect, it } from 'vitest';
import { scene } from '../../testing/rds-scene.ts';

const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key-${index}`, `${index}`]));
const instance = (id: string, region = 'cn-hangzhou') => ({ id, region, tags });
const instances = [instance('rm-1'), instance('rm-2'), instance('rm-3'), instance('rm-4', 'cn-shanghai')];
const asked = (ids: readonly string[], more: object = {}) => ({
  RegionId: 'cn-hangzhou',
  ResourceType: 'INSTANCE',
  ...Object.fromEntries(ids.map((id, index) => [`ResourceId.${index + 1}`, id])),
  ...more,
});

function found(answer: Record<string, unknown>): { ResourceId: string; TagKey: string }[] {
  return (answer['TagResources'] as { TagResource: { ResourceId: string; TagKey: string }[] }).TagResource;
}

describe('ListTagResources', () => {
  it('has the tags of the instances asked for, in this region only, page by page', () => {
    const set = scene({}, instances);
    const ids = ['rm-1', 'rm-2', 'rm-3', 'rm-4', 'unknown'];
    const first = set.call('ListTagResources', asked(ids));
    expect(found(first)[0]).toEqual({
      ResourceId: 'rm-1',
      ResourceType: 'INSTANCE',
      TagKey: 'key-0',
      TagValue: '0',
    });
    const second = set.call('ListTagResources', asked(ids, { NextToken: first['NextToken'] }));
    expect(second['NextToken']).toBe(undefined);
    const all = [...found(first), ...found(second)];
    expect(all).toHaveLength(60);
    expect(new Set(all.map(({ ResourceId }) => ResourceId))).toEqual(new Set(['rm-1', 'rm-2', 'rm-3']));
  });

  it('refuses what the documentation does not allow', () => {
    const set = scene({}, instances);
    const code = (parameters: Record<string, unknown>): unknown =>
      set.call('ListTagResources', parameters)['Code'];
    expect(code({ ResourceType: 'INSTANCE', 'ResourceId.1': 'rm-1' })).toBe('MissingRegionId');
    expect(code(asked([]))).toBe('MissingResourceId');
    expect(code(asked(['rm-1'], { ResourceType: 'DISK' }))).toBe('Parameters.Invalid');
    expect(code(asked(Array.from({ length: 51 }, (_, index) => `rm-${index}`)))).toBe('Parameters.Invalid');
    expect(code(asked(['rm-1'], { NextToken: 'odd' }))).toBe('InvalidNextToken.Malformed');
  });
});
