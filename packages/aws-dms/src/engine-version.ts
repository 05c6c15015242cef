/** Compares versions such as `3.5.4` component by component: negative where the first is lower. */
export function compareVersions(first: string, second: string): number {
  const [a, b] = [componentsOf(first), componentsOf(second)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a text is an engine version. */
export function isEngineVersion(text: string): boolean {
  return /^\d{1,4}(?:\.\d{1,4}){1,3}$/.test(text);
}

/** Whether a change of version needs AllowMajorVersionUpgrade: the first two components differ (RN: 3.4 to 3.5). */
export function isMajorChange(from: string, to: string): boolean {
  return majorOf(from) !== majorOf(to);
}

function majorOf(version: string): string {
  return componentsOf(version).slice(0, 2).join('.');
}

function componentsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
