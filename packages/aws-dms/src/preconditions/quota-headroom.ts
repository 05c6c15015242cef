import { shortfall } from '../planning/headroom.ts';
import { finder, instanceOf, newSettings, type Precondition, unreadable } from './precondition.ts';

const finding = finder('quota-headroom');
const link = 'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Limits.html';

/** The account's quotas have room for one more instance and its storage. */
export const quotaHeadroom: Precondition = (input) => {
  const settings = newSettings(input);
  if (!settings) return [];
  const member = instanceOf(input);
  const { quotas } = input.survey;
  if (quotas.sight !== 'seen') return [unreadable(finding, member, 'dms:DescribeAccountAttributes', quotas)];
  const lacking = shortfall(quotas, settings.AllocatedStorage ?? 50);
  if (lacking === undefined) {
    return [finding('passed', member, { message: 'the quotas have room for a second instance', link })];
  }
  const remedy =
    'delete what is not used, ask AWS for a higher quota, name a target that exists, or go in place';
  return [finding('failed', member, { message: `no room for a second instance: ${lacking}`, remedy, link })];
};
