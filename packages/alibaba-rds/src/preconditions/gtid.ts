import { finder, type Precondition, seenMembers, upgradePage } from './precondition.ts';

const finding = finder('gtid');

/** 5.5 to 5.6 turns GTID on (MV), which refuses some statements; whether they are used cannot be seen from here. */
export const gtid: Precondition = (input) =>
  input.draft.hops.some((hop) => hop.from === '5.5')
    ? seenMembers(input)
        .slice(0, 1)
        .map(({ url }) =>
          finding('unknown', url, {
            message:
              '5.5 to 5.6 turns GTID on; whether an application uses statements that GTID refuses cannot be seen from here',
            remedy:
              'look for CREATE TABLE … SELECT, temporary tables within transactions, and transactions over several engines',
            link: upgradePage,
          }),
        )
    : [];
