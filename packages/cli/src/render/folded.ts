const most = 40;
const first = 24;
const last = 8;

/** The lines of a list; of a long one its beginning and its end, with the number of those in between. */
export function folded(lines: readonly string[]): readonly string[] {
  if (lines.length <= most) return lines;
  const between = lines.length - first - last;
  return [
    ...lines.slice(0, first),
    `… ${between} more in between; all of them with plan -o json`,
    ...lines.slice(-last),
  ];
}
