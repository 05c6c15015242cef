import { parseDuration } from '../duration.ts';
import type { RequestOption } from './provider-entry.ts';

/** What the text of an option can be. */
type OptionText = Pick<RequestOption, 'parse' | 'right'>;

/** One of some words. */
export function oneOf(...choices: readonly string[]): OptionText {
  return { parse: (text) => choices.find((choice) => choice === text), right: choices.join(', ') };
}

/** A whole number between two, both allowed. */
export function wholeNumber(most: number, least = 1): OptionText {
  const parse = (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
  return { parse, right: `${least} to ${most}` };
}

/** Names, separated by commas; or one of the words that stand for a choice. */
export function names(...words: readonly string[]): OptionText {
  const parse = (text: string): string | readonly string[] | undefined => {
    if (words.includes(text)) return text;
    const list = text.split(',').map((name) => name.trim());
    return list.every((name) => name !== '') ? list : undefined;
  };
  return { parse, right: [...words, 'names separated by commas'].join(', ') };
}

/** A name of no particular form. */
export function anyName(example: string): OptionText {
  return {
    parse: (text) => (/^\S{1,63}$/.test(text) ? text : undefined),
    right: `a name such as ${example}`,
  };
}

/** A length of time of a second or more; milliseconds. */
export function lengthOfTime(example: string): OptionText {
  return { parse: secondsOrMore, right: `a length of time such as ${example}` };
}

function secondsOrMore(text: string): number | undefined {
  const parsed = parseDuration(text);
  return parsed !== undefined && parsed >= 1_000 ? Math.round(parsed) : undefined;
}

/** A yes or no. */
export const yesOrNo: OptionText = {
  parse: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
  right: 'yes, no',
};
