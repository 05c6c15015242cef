function parts(version: string): number[] {
  return version.split('.').map(Number);
}

/** Negative when `one` is the older version, zero when they are the same, positive when it is the newer one. */
export function compareVersions(one: string, other: string): number {
  const left = parts(one);
  const right = parts(other);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first two components: 3.5 of 3.5.4. */
export function majorVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
