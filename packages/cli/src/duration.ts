import type { Milliseconds } from '@engine-upgrader/core';

const units: Readonly<Record<string, Milliseconds>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads a length of time such as `200ms`, `15s`, `5m`, `2h` or `1d`; `undefined` for what is none. */
export function parseDuration(text: string): Milliseconds | undefined {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const size = units[unit];
  return amount === undefined || size === undefined ? undefined : Number(amount) * size;
}

/** Writes a length of time as {@link parseDuration} reads it. */
export function formatDuration(duration: Milliseconds): string {
  const whole = Math.max(1, Math.round(duration));
  const unit = (['d', 'h', 'm', 's'] as const).find((name) => whole % (units[name] ?? 1) === 0) ?? 'ms';
  return `${whole / (units[unit] ?? 1)}${unit}`;
}

/** A length of time in words, by its two largest units: `about 2 h 5 min` without the `about`. */
export function durationInWords(duration: Milliseconds): string {
  if (duration < 950) return `${Math.max(0, Math.round(duration))} ms`;
  if (duration < 9_950) return `${(duration / 1_000).toFixed(1)} s`;
  const seconds = Math.round(duration / 1_000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
