import { describe, expect, it } from 'vitest';
import { createTimeline } from './timeline.ts';

describe('a timeline', () => {
  it('shows what was, as of a time', () => {
    const timeline = createTimeline('a');
    timeline.put(10, 'b');
    timeline.put(20, undefined);
    expect([9, 10, 19, 20].map((at) => timeline.asOf(at))).toEqual(['a', 'b', 'b', undefined]);
    expect(timeline.latest).toBeUndefined();
  });

  it('has nothing before a thing came to be', () => {
    const timeline = createTimeline<string>(undefined);
    timeline.put(10, 'a');
    expect(timeline.asOf(9)).toBeUndefined();
    expect(timeline.asOf(10)).toBe('a');
  });

  it('never goes back in time, and forgets only what is long past', () => {
    const timeline = createTimeline(0);
    for (let change = 1; change <= 100; change += 1) timeline.put(change, change);
    timeline.put(50, 101);
    expect(timeline.asOf(99)).toBe(99);
    expect(timeline.asOf(100)).toBe(101);
    expect(timeline.asOf(1)).toBeLessThanOrEqual(70);
  });
});
