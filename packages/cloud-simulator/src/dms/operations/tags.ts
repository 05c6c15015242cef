import { isArn } from '../arn.ts';
import type { Operation } from '../operation.ts';
import { optionalString, optionalStrings, requiredArn, tagsOf } from '../parameters.ts';
import { invalidCombination, invalidValue, notFound } from '../refusal.ts';
import type { TagShape } from '../shapes.ts';
import type { Region } from '../state.ts';

interface Tagged {
  tags: TagShape[];
}

function find(region: Region, arn: string): Tagged {
  if (!isArn(arn)) throw invalidValue(`Invalid value for ResourceArn: ${arn} is not a valid ARN`);
  const resource = region.instances.get(arn) ?? region.tasks.get(arn) ?? region.endpoints.get(arn);
  if (resource?.shown.truth === undefined) throw notFound(`Resource ${arn} not found.`);
  return resource;
}

/** SDK: with a list of ARNs, each tag also names its resource. */
export const listTagsForResource: Operation = ({ region, parameters }) => {
  const one = optionalString(parameters, 'ResourceArn');
  const several = optionalStrings(parameters, 'ResourceArnList');
  if (one !== undefined && several !== undefined) {
    throw invalidCombination('Specify either ResourceArn or ResourceArnList');
  }
  if (one !== undefined) return { TagList: find(region, one).tags };
  if (several === undefined) throw invalidValue('The parameter ResourceArn must be provided');
  return {
    TagList: several.flatMap((arn) => find(region, arn).tags.map((tag) => ({ ...tag, ResourceArn: arn }))),
  };
};

export const addTagsToResource: Operation = ({ region, parameters }) => {
  const resource = find(region, requiredArn(parameters, 'ResourceArn'));
  const added = tagsOf(parameters);
  const keys = new Set(added.map(({ Key }) => Key));
  resource.tags = [...resource.tags.filter(({ Key }) => !keys.has(Key)), ...added];
  return {};
};
