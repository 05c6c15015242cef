/** Compares two engine versions, such as `5.5` and `8.0`: negative, zero or positive. */
export function compareVersions(left: string, right: string): number {
  const leftParts = left.split('.').map(Number);
  const rightParts = right.split('.').map(Number);
  for (let index = 0; index < Math.max(leftParts.length, rightParts.length); index += 1) {
    const difference = (leftParts[index] ?? 0) - (rightParts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a text has the shape of an engine version. */
export function isEngineVersion(text: string): boolean {
  return /^\d{1,3}\.\d{1,3}$/.test(text);
}
