import { type OperationContext, type OperationResult, parameter } from '../operation.ts';
import { missing, type RdsRefusal, refuse } from '../refusal.ts';
import { membersOf, truth } from '../state.ts';
import { acceptUpgrade } from '../upgrade.ts';
import { upgradeRefusal } from '../upgrade-refusal.ts';
import { upgradeTargets } from '../versions.ts';

interface Request {
  id: string;
  target: string;
  effectiveTime: string;
  token: string | undefined;
}

/** UE: the token "can contain only ASCII characters and cannot exceed 64 characters in length". */
function isToken(text: string): boolean {
  return /^[\x20-\x7e]{1,64}$/.test(text);
}

function requestOf(context: OperationContext): Request | { refusal: RdsRefusal } {
  const id = parameter(context, 'DBInstanceId');
  const target = parameter(context, 'EngineVersion');
  const effectiveTime = parameter(context, 'EffectiveTime') ?? 'Immediate';
  const token = parameter(context, 'ClientToken');
  if (id === undefined) return { refusal: missing('DBInstanceId') };
  if (target === undefined) return { refusal: missing('EngineVersion') };
  if (token !== undefined && !isToken(token)) return { refusal: refuse('Parameters.Invalid') };
  if (effectiveTime !== 'Immediate' && effectiveTime !== 'MaintainTime') {
    return { refusal: refuse('Parameters.Invalid') };
  }
  return { id, target, effectiveTime, token };
}

/** The answer to a token that is remembered, or undefined if the request counts as a new one. */
function repeated(context: OperationContext, request: Request): OperationResult | undefined {
  const { state, call, now } = context;
  if (request.token === undefined) return undefined;
  const remembered = state.tokens.recall(call.region, request.token, now);
  if (remembered === undefined) return undefined;
  if (remembered.parameters !== parametersOf(request)) {
    if (state.switches.tokenMismatch === 'refuse') return { refusal: refuse('IdempotentParameterMismatch') };
    if (state.switches.tokenMismatch === 'new-request') return undefined;
  }
  return answer(context, remembered.taskId);
}

function parametersOf(request: Request): string {
  return `${request.id}/${request.target}/${request.effectiveTime}`;
}

function answer(context: OperationContext, taskId: string): OperationResult {
  return { body: { TaskId: context.state.switches.taskId === 'number' ? Number(taskId) : taskId } };
}

/**
 * UpgradeDBInstanceEngineVersion. Acts on the truth, whatever reads may show. A request that was refused
 * leaves no trace of its token.
 */
export function upgradeDBInstanceEngineVersion(context: OperationContext): OperationResult {
  const { state, call, now } = context;
  const request = requestOf(context);
  if ('refusal' in request) return request;
  const before = repeated(context, request);
  if (before !== undefined) return before;
  const instance = truth(state, request.id);
  if (instance === undefined || instance.region !== call.region) {
    // UE gives 400 here, other operations' pages 404.
    return { refusal: refuse('InvalidDBInstanceId.NotFound', 400) };
  }
  if (!upgradeTargets.includes(request.target)) return { refusal: refuse('IncorrectEngineVersion') };
  const primary = instance.primary === undefined ? undefined : truth(state, instance.primary);
  const family = { primary, members: membersOf(state, instance) };
  const refusal = upgradeRefusal(instance, request.target, family, state.switches);
  if (refusal !== undefined) return { refusal };
  const task = acceptUpgrade(
    state,
    instance,
    {
      target: request.target,
      waitsForWindow: request.effectiveTime === 'MaintainTime',
      cause: 'call',
      token: request.token,
      caller: call.caller,
    },
    now,
  );
  if (request.token !== undefined) {
    const used = { parameters: parametersOf(request), taskId: task.id };
    state.tokens.remember(call.region, request.token, used, now + state.switches.tokenMemory);
  }
  return answer(context, task.id);
}
