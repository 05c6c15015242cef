import type { Cloud } from '@engine-upgrader/cloud-simulator';
import type { Provider, UpgradePlan } from '@engine-upgrader/core';
import type { RecordingStore } from './recording-store.ts';

/** What befell a kind of step: `lost-after` while `move-task` was sent. */
export type Reached = `${string} × ${string}`;

interface Scene<P extends Provider> {
  readonly plan: UpgradePlan<P> | undefined;
  readonly stored: RecordingStore;
  readonly simulated: { readonly cloud: Cloud };
  readonly reached: Reached[];
}

/** Codes of refusals that are drawn as such, and what they are called. */
const codes: Readonly<Record<string, string>> = {
  'InvalidSecurityToken.Expired': 'login-expired',
  ExpiredTokenException: 'login-expired',
  NoPermission: 'not-permitted',
  AccessDeniedException: 'not-permitted',
  IncorrectDBInstanceState: 'busy',
  'InvalideStatus.Format': 'busy',
  InvalidResourceStateFault: 'busy',
};

/** Kinds of the steps that are open, or of those that are named by id or token. */
function kindsOf<P extends Provider>(
  { plan, stored }: Scene<P>,
  named: readonly string[],
): ReadonlySet<string> {
  const ids =
    named.length > 0
      ? named
      : [...stored.steps].flatMap(([id, text]) => (text.includes('"state":"open"') ? [id] : []));
  return new Set(
    (plan?.steps ?? []).flatMap(({ id, input }) =>
      ids.some((one) => one === id || stored.steps.get(id)?.includes(one) === true) ? [input.kind] : [],
    ),
  );
}

/** Notes that something befell the steps that are named by id or token, or else those that are open. */
export function reachedSteps<P extends Provider>(
  scene: Scene<P>,
  what: string,
  named: readonly string[] = [],
): void {
  for (const kind of kindsOf(scene, named)) scene.reached.push(`${what} × ${kind}`);
}

/** Notes the faults of the calls that a process made: of a change, where its step is given, else of a look. */
export function reachedCalls<P extends Provider>(
  scene: Scene<P>,
  by: string,
  before: number,
  stepId?: string,
): void {
  const { entries } = scene.simulated.cloud.journal;
  const where = stepId === undefined ? 'look' : 'send';
  const met = new Set<string>();
  for (let index = before; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry?.kind !== 'call' || entry.caller !== by) continue;
    const { faults, code } = entry.detail;
    if (Array.isArray(faults)) for (const fault of faults) met.add(String(fault));
    const refused = codes[String(code)];
    if (refused !== undefined) met.add(refused);
    if (stepId !== undefined && met.size === 0) met.add('no fault');
  }
  for (const what of met) reachedSteps(scene, `${where}: ${what}`, stepId === undefined ? [] : [stepId]);
}
