import type { StepState } from '@engine-upgrader/core';
import type { Style } from './style.ts';

/** One sign for where a step stands. */
export function stepMark(state: StepState, style: Style): string {
  switch (state) {
    case 'pending':
      return style.dim('·');
    case 'open':
      return style.cyan('▸');
    case 'done':
      return style.green('✔');
    case 'passed':
      return style.green('↷');
    case 'dropped':
      return style.dim('–');
    case 'failed':
      return style.red('✖');
    case 'operator':
      return style.yellow('!');
  }
}
