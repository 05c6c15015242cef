import {
  finder,
  instanceOf,
  isSideBySide,
  newSettings,
  type Precondition,
  unreadable,
} from './precondition.ts';

const finding = finder('names-old-instance');

/** What names the old instance does not follow its tasks: event subscriptions, alarms, addresses in firewalls. */
export const namesOldInstance: Precondition = (input) => {
  const { besides } = input.survey;
  if (!isSideBySide(input) || !besides) return [];
  const member = instanceOf(input);
  const { subscriptions } = besides;
  if (subscriptions.sight !== 'seen') {
    return [unreadable(finding, member, 'dms:DescribeEventSubscriptions', subscriptions)];
  }
  const addresses = newSettings(input)
    ? 'the new instance has other addresses: firewalls that list the old ones refuse it, which the connection tests show'
    : '';
  const names = subscriptions.value.join(', ');
  if (names === '') {
    const message = ['no event subscription names it', addresses].filter(Boolean).join('; ');
    return [finding('passed', member, { message })];
  }
  return [
    finding('warning', member, {
      message: [`event subscriptions name it and do not follow: ${names}`, addresses]
        .filter(Boolean)
        .join('; '),
      seen: { subscriptions: names },
      remedy: 'add the new instance to them afterwards; so too CloudWatch alarms on its name',
    }),
  ];
};
