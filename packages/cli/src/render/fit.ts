import { resetStyle, styledParts, unstyled } from './style.ts';

/** Cuts a line so that it is narrower than a width; colours stay, and end where it ends. */
export function fit(line: string, width: number): string {
  if (unstyled(line).length < width) return line;
  let left = width - 2;
  let kept = '';
  for (const { text, isSequence } of styledParts(line)) {
    if (left === 0) break;
    kept += isSequence ? text : text.slice(0, left);
    if (!isSequence) left -= Math.min(left, text.length);
  }
  return `${kept}…${kept === unstyled(kept) ? '' : resetStyle}`;
}
