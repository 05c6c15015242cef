import {
  type Snapshot,
  type StepContext,
  type StepKind,
  type StepMemory,
  sightOf,
  type Verdict,
} from '@engine-upgrader/core';
import { connectionKey, connectionNeed } from '../needs.ts';
import type { AwsDms } from '../provider.ts';
import type { DmsStep, TestConnectionStep } from './step.ts';
import { targetArn } from './target-arn.ts';

/** Tests the connection from the new instance to an endpoint, before anything is stopped. */
export const testConnection: StepKind<AwsDms> = {
  kind: 'test-connection',
  attempts: 2,
  idempotent: false,
  needs: ({ input }, _memory, context) => {
    if (!isTest(input)) return [];
    const arn = targetArn(input.target, context);
    return arn === undefined ? [] : [connectionNeed(input.region, arn, input.endpointArn)];
  },
  decide: ({ input }, snapshot, memory, context) =>
    isTest(input)
      ? decide(input, snapshot, memory, context)
      : { verdict: 'pass', reason: 'no connection to test' },
};

function isTest(input: DmsStep): input is TestConnectionStep {
  return input.kind === 'test-connection';
}

function decide(
  step: TestConnectionStep,
  snapshot: Snapshot<AwsDms>,
  memory: StepMemory<AwsDms>,
  context: StepContext<AwsDms>,
): Verdict<AwsDms> {
  const { target, identifier, endpointArn, region } = step;
  const arn = targetArn(target, context);
  if (arn === undefined)
    return { verdict: 'wait', reason: `${target.instanceId} is not there yet`, moving: false };
  const sight = sightOf(snapshot, connectionKey(arn, endpointArn));
  const seen = sight.sight === 'seen' && sight.value.kind === 'connection' ? sight.value : undefined;
  if (seen?.status === 'testing' || seen?.status === 'deleting') {
    const reason = `the connection from ${target.instanceId} to ${identifier} is ${seen.status}`;
    return { verdict: 'wait', reason, moving: seen.status === 'testing' };
  }
  const act: Verdict<AwsDms> = {
    verdict: 'act',
    call: {
      operation: 'TestConnection',
      region,
      input: { ReplicationInstanceArn: arn, EndpointArn: endpointArn },
    },
    reason: `the connection from ${target.instanceId} to ${identifier} is not tested yet`,
    note: { statusBefore: memory.note?.statusBefore ?? seen?.status ?? '' },
  };
  if (!memory.intent || !seen) return act;
  // A success that was there before the test proves nothing until the test itself was seen or must have been over.
  const accepted = memory.answer?.answer === 'accepted' && !memory.doubt ? memory.answer.at : undefined;
  const overSurely = accepted !== undefined && snapshot.observedAt - accepted >= context.settle;
  const isNew = memory.begun || overSurely || memory.note?.statusBefore !== seen.status;
  if (seen.status === 'successful') {
    if (!isNew) return act;
    return { verdict: 'done', evidence: { connection: 'successful' } };
  }
  if (accepted === undefined && !memory.begun) return act;
  const why = seen.lastFailure ?? 'no reason given';
  const message = `${target.instanceId} does not reach endpoint ${identifier}: ${why}; nothing was stopped`;
  return { verdict: 'attempt-failed', error: { kind: 'upgrade-failed', message }, again: true };
}
