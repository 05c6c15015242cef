/** A time as the clouds print it: `2026-01-01T00:00:00Z`, without milliseconds. */
export function utcSeconds(at: number): string {
  const known = printed.get(at);
  if (known !== undefined) return known;
  const text = `${new Date(at).toISOString().slice(0, 19)}Z`;
  if (printed.size >= mostPrinted) printed.clear();
  printed.set(at, text);
  return text;
}

/** Every listing prints the same few times again, and printing takes longer than all else in it. */
const printed = new Map<number, string>();
const mostPrinted = 256;

/** Reads `yyyy-MM-ddTHH:mm:ssZ` or `yyyy-MM-ddTHH:mmZ`; undefined for anything else. */
export function parseUtc(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
