import { describe, expect, it } from 'vitest';
import { showPlanning } from './planning-progress.ts';

function shown(isTerminal: boolean, of: number): string {
  let text = '';
  const show = showPlanning({ isTerminal, write: (more) => (text += more) });
  for (let done = 0; done <= of; done += 1) show({ done, of });
  return text;
}

describe('how far planning is', () => {
  it('is one line on a terminal, and gone at the end', () => {
    const lines = shown(true, 1_000).split('\r\u{1b}[K');
    expect(lines).toContain('planned 312 of 1,000');
    expect(lines.at(-1)).toBe('');
    expect(shown(true, 1_000)).not.toContain('\n');
  });

  it('is a line for each tenth elsewhere, and nothing for a few', () => {
    expect(shown(false, 1_000).trim().split('\n')).toHaveLength(10);
    expect(shown(false, 1_000)).toMatch(/^planned 100 of 1,000\nplanned 200 of 1,000\n/);
    expect(shown(false, 1_000)).toMatch(/planned 1,000 of 1,000\n$/);
    expect(shown(false, 49)).toBe('');
  });
});
