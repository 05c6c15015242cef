import { describe, expect, it } from 'vitest';
import { measurePauses } from './pause-of-tasks.ts';

describe('the pause of a task that is moved, against the least that the cloud needs', () => {
  it.each([1, 8])('is little longer, %i at a time', { timeout: 60_000 }, async (parallelTasks) => {
    const options = { strategy: 'side-by-side', canary: 0, parallelTasks } as const;
    const { result, medianRatio, worstRatio } = await measurePauses(16, 'side-by-side', options);
    expect(result).toBe('succeeded');
    expect(medianRatio).toBeLessThanOrEqual(1.15);
    expect(worstRatio).toBeLessThanOrEqual(1.3);
  });
});
