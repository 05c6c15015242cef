import type { CloudCall } from '../answer.ts';
import type { Random } from '../random.ts';
import type { RdsInstance } from './instance.ts';
import { missing, type RdsRefusal, refuse } from './refusal.ts';
import type { RdsState } from './state.ts';

/** What an operation has to work with. */
export interface OperationContext {
  readonly state: RdsState;
  readonly call: CloudCall;
  readonly now: number;
  /** Reads are answered as of this time. */
  readonly seenAt: number;
  /** When given, a listing leaves out one item that this picks. */
  readonly missing: Random | undefined;
}

/** A refusal, or the fields of the answer without its RequestId. */
export type OperationResult = { refusal: RdsRefusal } | { body: Record<string, unknown> };

/** One operation of the API. */
export type RdsOperation = (context: OperationContext) => OperationResult;

/** A parameter as text; undefined when it was not sent. */
export function parameter(context: OperationContext, name: string): string | undefined {
  const value = context.call.parameters[name];
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The instance as a reader sees it; instances of other regions do not exist here. */
export function seenInstance(context: OperationContext, id: string): RdsInstance | undefined {
  const instance = context.state.instances.get(id)?.asOf(context.seenAt);
  return instance?.region === context.call.region ? instance : undefined;
}

/** An operation that reads one instance, named by DBInstanceId. */
export function readsInstance(
  answer: (instance: RdsInstance, context: OperationContext) => OperationResult,
): RdsOperation {
  return (context) => {
    const id = parameter(context, 'DBInstanceId');
    if (id === undefined) return { refusal: missing('DBInstanceId') };
    const instance = seenInstance(context, id);
    return instance === undefined
      ? { refusal: refuse('InvalidDBInstanceId.NotFound') }
      : answer(instance, context);
  };
}

/** The status in the letter case that the switches want. */
export function shownStatus(state: RdsState, status: string): string {
  const { statusCase } = state.switches;
  if (statusCase === 'documented') return status;
  return statusCase === 'lower' ? status.toLowerCase() : status.toUpperCase();
}
