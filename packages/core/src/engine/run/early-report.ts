import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { omit } from '../omit.ts';
import { positiveGap } from '../policy.ts';
import { countRead } from '../proof.ts';
import { isBeingProved, saysDone } from '../step/prove.ts';
import type { Deciding } from './deciding.ts';
import { reportVerdict } from './report.ts';
import { memoryOf, type RunState, reportStepId } from './state.ts';

/**
 * Counts a look for the report while the last steps are being proved: a look that shows all members as they are to
 * end proves both. The report itself opens, and ends, once the steps are over.
 */
export function withEarlyReport<P extends Provider>(
  state: RunState<P>,
  snapshot: Snapshot<P>,
  { driver, policy, observer }: Deciding<P>,
): RunState<P> {
  const report = memoryOf(state, reportStepId);
  const left = state.run.plan.steps.filter(({ id }) => !isOver(memoryOf(state, id).state));
  if (report.state !== 'pending' || left.length === 0) return state;
  if (!left.every(({ id }) => isBeingProved(memoryOf(state, id))))
    return withReport(state, omit(report, 'row'));
  const proved = left.map(({ id }) => [id, { ...memoryOf(state, id), state: 'done' }] as const);
  const assumed = { ...state, memories: { ...state.memories, ...Object.fromEntries(proved) } };
  const verdict = reportVerdict(assumed, snapshot, driver);
  if (verdict.verdict === 'unseen') return state;
  if (verdict.verdict !== 'done') return withReport(state, omit(report, 'row'));
  const read = {
    says: saysDone(verdict.evidence),
    lookId: snapshot.id,
    at: snapshot.observedAt,
    by: observer,
  };
  return withReport(state, { ...report, row: countRead(report.row, read, positiveGap(policy)) });
}

function withReport<P extends Provider>(state: RunState<P>, report: StepMemory<P>): RunState<P> {
  if (report.row === memoryOf(state, reportStepId).row) return state;
  return { ...state, memories: { ...state.memories, [reportStepId]: report } };
}
