import type { FleetProgress, InstanceState, LeftOut } from '@engine-upgrader/core/fleet';
import { exitCode, exitCodeOfError, exitCodeOfSeveral } from '../exit-code.ts';

/** The exit code of a fleet run as it stands: of its instances together, as of several references. Pure. */
export function exitCodeOfFleet({
  state,
  hold,
  counts,
}: Pick<FleetProgress, 'state' | 'hold' | 'counts'>): number {
  if (state === 'running') return exitCode.stillRunning;
  const left = hold?.hold === 'cancelling' ? exitCode.cancelled : exitCode.stillRunning;
  const states = Object.keys(counts) as InstanceState[];
  const codes = states.map((stands) => (stands === 'not-begun' ? left : codeOf(stands)));
  const failed = codes.some((code) => code !== exitCode.done && code !== exitCode.stillRunning);
  // What was not begun because others failed says nothing more.
  return exitCodeOfSeveral(failed ? codes.filter((code) => code !== exitCode.stillRunning) : codes);
}

function codeOf(state: InstanceState): number {
  switch (state) {
    case 'succeeded':
      return exitCode.done;
    case 'failed':
      return exitCode.failed;
    case 'needs-operator':
      return exitCode.needsOperator;
    case 'cancelled':
    case 'vetoed':
      return exitCode.cancelled;
    case 'waiting':
    case 'preparing':
    case 'running':
    case 'finishing':
    case 'not-begun':
      return exitCode.stillRunning;
  }
}

/** The exit codes of what was selected and could not be read or planned. Pure. */
export function exitCodesOfLeftOut(leftOut: readonly LeftOut[]): readonly number[] {
  return leftOut.flatMap(({ error }) => (error ? [exitCodeOfError(error)] : []));
}
