import type { InstanceState } from '@engine-upgrader/core/fleet';
import type { Style } from '../../render/style.ts';

/** One sign for where an instance of a fleet stands. */
export function instanceMark(state: InstanceState, style: Style): string {
  switch (state) {
    case 'waiting':
      return style.dim('·');
    case 'preparing':
    case 'running':
    case 'finishing':
      return style.cyan('▸');
    case 'succeeded':
      return style.green('✔');
    case 'failed':
      return style.red('✖');
    case 'needs-operator':
      return style.yellow('!');
    case 'cancelled':
    case 'vetoed':
    case 'not-begun':
      return style.yellow('–');
  }
}

/** A state in words. */
export function stateInWords(state: string): string {
  return state.replaceAll('-', ' ');
}

/** Why an instance stands as it does, to go after its name, which is not said again. */
export function reasonLine(
  { reference, reason }: { readonly reference: string; readonly reason?: string },
  style: Style,
): string {
  if (reason === undefined) return '';
  const short = reason.startsWith(reference)
    ? reason.slice(reference.length).replace(/^:/, '').trim()
    : reason;
  return style.dim(`  ${short}`);
}
