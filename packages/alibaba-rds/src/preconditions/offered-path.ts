import { editionOffer } from '../planning/edition.ts';
import { finder, type Precondition, seenMembers, upgradePage } from './precondition.ts';

const finding = finder('offered-path');

/** The edition and storage of the primary are offered every hop (MV); without it there would be no draft. */
export const offeredPath: Precondition = (input) =>
  seenMembers(input)
    .slice(0, 1)
    .map(({ url, seen }) => {
      const path = [input.draft.from, ...input.draft.hops.map((hop) => hop.to)].join(' to ');
      const facts = { engine: seen.engine, edition: editionOffer(seen).edition, path };
      const message = `${seen.engine}, ${facts.edition}: offered ${path}`;
      return finding('passed', url, { message, seen: facts, link: upgradePage });
    });
