import { describe, expect, it } from 'vitest';
import {
  accepted,
  context,
  instanceArn,
  memory,
  minute,
  snapshot,
  start,
  stepOf,
  task,
} from '../testing/samples.ts';
import { stopTask } from './stop-task.ts';

const { arn } = task();
const step = stepOf({
  kind: 'stop-task',
  region: 'us-east-1',
  taskArn: arn,
  identifier: 'orders-cdc',
  instanceArn,
});
const decide = (seen: Parameters<typeof task>[0], known = memory(), at = start) =>
  stopTask.decide(step, snapshot({ tasks: [task(seen)] }, at), known, context());
const before = {
  taskArn: arn,
  identifier: 'orders-cdc',
  status: 'running',
  migrationType: 'cdc',
  seenAt: start,
};

describe('stopping a task', () => {
  it('stops one that runs, and notes how it was before the first call', () => {
    const verdict = decide({ checkpoint: 'old' });
    expect(verdict).toMatchObject({
      verdict: 'act',
      call: { operation: 'StopReplicationTask', input: { ReplicationTaskArn: arn } },
      note: { before: { status: 'running', migrationType: 'cdc', seenAt: start } },
    });
  });

  it('keeps the note from before while its stop may be under way', () => {
    const verdict = decide({}, accepted({ note: { before } }), start + minute);
    expect(verdict.note?.before?.seenAt).toBe(start);
  });

  it.each([
    ['ready', {}],
    ['stopped', { stopReason: 'NORMAL' }],
    ['stopped', { stopReason: 'FULL_LOAD_ONLY_FINISHED' }],
    ['failed', { lastFailure: 'no route' }],
    ['failed-move', {}],
  ])('leaves one that is %s alone (%o)', (status, fields) => {
    expect(decide({ status, ...fields })).toMatchObject({ verdict: 'pass' });
  });

  it.each(['starting', 'stopping', 'modifying', 'moving', 'testing', 'never heard of'])(
    'waits for one that is %s',
    (status) => {
      expect(decide({ status })).toMatchObject({ verdict: 'wait' });
    },
  );

  it('is done once it stopped, and keeps its checkpoint', () => {
    const seen = { status: 'stopped', stopReason: 'NORMAL', checkpoint: 'cp', stopDate: start + minute };
    const verdict = decide(seen, accepted({ note: { before } }), start + 2 * minute);
    expect(verdict).toMatchObject({
      verdict: 'done',
      evidence: { status: 'stopped', checkpoint: 'cp' },
      note: { before, stopped: { checkpoint: 'cp', stopDate: start + minute } },
    });
  });

  it('waits a settle time for the checkpoint of a task that follows changes, then goes on without', () => {
    const seen = { status: 'stopped', stopReason: 'NORMAL', stopDate: start + minute };
    const first = decide(seen, accepted({ note: { before } }), start + 2 * minute);
    expect(first).toMatchObject({ verdict: 'wait' });
    const known = accepted(first.note ? { note: first.note } : {});
    expect(decide(seen, known, start + 3 * minute)).toMatchObject({ verdict: 'done' });
  });

  it('takes a stop in doubt for its own only if it is not older than the call', () => {
    const unknown = {
      answer: 'unknown',
      error: { kind: 'unavailable', message: 'reset' },
      at: start,
    } as const;
    const doubtful = accepted({ doubt: true, answer: unknown, note: { before } });
    const seen = { status: 'stopped', stopReason: 'NORMAL', checkpoint: 'cp' };
    const later = decide({ ...seen, stopDate: start + minute }, doubtful, start + 2 * minute);
    expect(later).toMatchObject({ verdict: 'done' });
    const earlier = decide({ ...seen, stopDate: start - minute }, doubtful, start + 2 * minute);
    expect(earlier).toMatchObject({ verdict: 'pass' });
  });

  it('names a task that it may have stopped, where only the clock says that somebody else did', () => {
    const error = { kind: 'unavailable', message: 'reset' } as const;
    const doubtful = accepted({
      doubt: true,
      answer: { answer: 'unknown', error, at: start },
      note: { before },
    });
    const seen = { status: 'stopped', stopReason: 'NORMAL', checkpoint: 'cp', stopDate: start - minute };
    const { verdict, remedy } = decide(seen, doubtful, start + 2 * minute);
    expect(verdict).toBe('pass');
    expect(remedy).toContain('cp');
    expect(decide(seen).remedy).toBeUndefined();
  });

  it('takes a stop for its own that it has seen under way, however wrong the clock is', () => {
    const error = { kind: 'unavailable', message: 'reset' } as const;
    const answer = { answer: 'unknown', error, at: start } as const;
    const seen = {
      status: 'stopped',
      stopReason: 'NORMAL',
      checkpoint: 'cp',
      stopDate: start - 300 * minute,
    };
    const begun = accepted({ doubt: true, begun: true, answer, note: { before } });
    expect(decide(seen, begun, start + 2 * minute)).toMatchObject({ verdict: 'done' });
  });

  it('does not stop again what somebody started again while nobody knew whether the stop had arrived', () => {
    const error = { kind: 'unavailable', message: 'reset' } as const;
    const answer = { answer: 'unknown', error, at: start } as const;
    const ran = { ...before, startDate: start - 300 * minute };
    const doubtful = accepted({ doubt: true, answer, note: { before: ran } });
    const restarted = decide({ startDate: start + minute }, doubtful, start + 2 * minute);
    expect(restarted).toMatchObject({ verdict: 'fail', error: { kind: 'upgrade-failed' } });
    expect(JSON.stringify(restarted)).toContain('orders-cdc was started again');
    const runsOn = decide({ startDate: ran.startDate }, doubtful, start + 2 * minute);
    expect(runsOn).toMatchObject({ verdict: 'act' });
  });

  it('takes "currently not running" for a reason to look again, and the stop for somebody else\'s', () => {
    const busy = {
      answer: 'busy',
      error: { kind: 'unavailable', message: 'not running' },
      at: start,
    } as const;
    const seen = { status: 'stopped', stopReason: 'NORMAL', stopDate: start + minute };
    expect(decide(seen, accepted({ answer: busy, note: { before } }))).toMatchObject({ verdict: 'pass' });
  });
});
