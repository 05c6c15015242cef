import { changesAnything, finder, instanceOf, type Precondition, unreadable } from './precondition.ts';

const finding = finder('infrastructure-as-code');

/** An instance that CloudFormation or Terraform keeps would be taken for drifted afterwards. */
export const infrastructureAsCode: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const member = instanceOf(input);
  const { tags } = input.survey;
  if (tags.sight !== 'seen') return [unreadable(finding, member, 'dms:ListTagsForResource', tags)];
  const stack = tags.value['aws:cloudformation:stack-name'];
  const terraform = Object.entries(tags.value).find((tag) =>
    tag.some((text) => /terraform|opentofu/i.test(text)),
  );
  if (stack === undefined && !terraform) {
    return [finding('passed', member, { message: 'no tag of CloudFormation or Terraform' })];
  }
  const keeper = stack === undefined ? 'Terraform' : `CloudFormation stack ${stack}`;
  return [
    finding('warning', member, {
      message: `is kept by ${keeper}, which does not know of this upgrade`,
      seen: stack === undefined ? { [terraform?.[0] ?? 'tag']: terraform?.[1] ?? '' } : { stack },
      remedy: `write ${input.draft.to} into its template too, or it is asked to go back`,
    }),
  ];
};
