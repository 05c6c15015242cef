import type { Environment, Output } from '../io.ts';

/** Ways to set text apart; each gives the text back unchanged where colours are not wanted. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const plain = (text: string): string => text;

/** Text as it is. */
export const noStyle: Style = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
};

const escape = '\u001b[';
const paint =
  (code: number, reset: number) =>
  (text: string): string =>
    `${escape}${code}m${text}${escape}${reset}m`;

const colours: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  green: paint(32, 39),
  yellow: paint(33, 39),
  cyan: paint(36, 39),
};

/** Colours only on a terminal, and not where NO_COLOR (no-color.org) is set. */
export function styleFor(output: Output, environment: Environment): Style {
  const unwanted = Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb';
  return output.isTerminal && !unwanted ? colours : noStyle;
}

const sequence = new RegExp(`(${escape.replace('[', String.raw`\[`)}[0-9;]*m)`);

/** Ends every colour. */
export const resetStyle: string = `${escape}0m`;

/** A line's text and the sequences that colour it, in order. */
export function styledParts(
  line: string,
): readonly { readonly text: string; readonly isSequence: boolean }[] {
  // Splitting at a group gives what is between, and the groups, by turns.
  return line.split(sequence).map((text, index) => ({ text, isSequence: index % 2 === 1 }));
}

/** Text without the sequences that colour it. */
export function unstyled(text: string): string {
  return styledParts(text)
    .filter(({ isSequence }) => !isSequence)
    .map((part) => part.text)
    .join('');
}
