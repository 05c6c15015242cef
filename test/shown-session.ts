/** The blocks of a page in one language. */
export function blocks(text: string, language: string): readonly string[] {
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
  return [...found].map(([, body = '']) => body);
}

/** A command as shown, and the output shown below it. */
export interface Shown {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The session that a page shows. */
export function session(text: string): readonly Shown[] {
  const body = blocks(text, 'console').join('');
  return body
    .split(/^\$ /m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [command = '', ...rest] = part.replaceAll('\\\n', ' ').split('\n');
      return { command, lines: rest.filter((line) => line.trim() !== '' && line.trim() !== '…') };
    });
}

/** What differs between two runs: ids, times, durations, ports, and the width of columns. */
function steady(line: string): string {
  return line
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'ID')
    .replaceAll(/\b[0-9a-f]{32}\b|\b[0-9a-f]{8}\b/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\d\d:\d\d:\d\dZ/g, 'TIME')
    .replaceAll(/\b\d+(\.\d+)? (s|min|h)\b/g, 'DURATION')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'LOOPBACK')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The first of the lines that the output does not have, in their order. */
export function missing(lines: readonly string[], output: string): string | undefined {
  const actual = output.split('\n').map(steady);
  let from = 0;
  for (const line of lines) {
    const at = actual.indexOf(steady(line), from);
    if (at < 0) return line;
    from = at + 1;
  }
  return undefined;
}
