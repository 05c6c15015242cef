/**
 * A change to what a seed drew, as a short text: `busy=0` sets a field (nothing after the sign: it is left out),
 * `-lives.2` drops an element of a list. Elements are numbered as they were drawn.
 */
export type Edit = string;

/** The scenario with the edits made. */
export function edited<S extends object>(scenario: S, edits: readonly Edit[]): S {
  const copy = structuredClone(scenario);
  const dropped: { readonly list: unknown[]; readonly index: number }[] = [];
  for (const edit of edits) {
    const sets = !edit.startsWith('-');
    const [path = '', ...value] = sets ? edit.split('=') : [edit.slice(1)];
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce<unknown>((node, key) => child(node, key), copy);
    if (typeof holder !== 'object' || holder === null) continue;
    if (sets) Object.assign(holder, { [last]: parsed(value.join('=')) });
    else if (Array.isArray(holder)) dropped.push({ list: holder, index: Number(last) });
  }
  for (const { list, index } of dropped.sort((one, other) => other.index - one.index)) list.splice(index, 1);
  return copy;
}

function child(node: unknown, key: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  return Object.entries(node).find(([name]) => name === key)?.[1];
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** Edits that each make a scenario simpler, the ones that take most away first. */
export function simplifications(scenario: object, defaults: object): readonly Edit[] {
  const edits: Edit[] = [];
  for (const [key, value] of Object.entries(scenario)) {
    if (Array.isArray(value)) edits.push(...value.map((_element, index) => `-${key}.${index}`));
  }
  for (const [key, value] of Object.entries(simplest)) {
    const now = child(scenario, key);
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(value)) {
      edits.push(`${key}=${JSON.stringify(value) ?? ''}`);
    }
  }
  for (const key of ['instances', 'regions.us-east-1.tasks']) {
    const list = key.split('.').reduce<unknown>((node, name) => child(node, name), child(scenario, 'fleet'));
    // The first instance is the one that is upgraded.
    if (Array.isArray(list)) {
      edits.push(
        ...list.flatMap((_one, index) =>
          index === 0 && key === 'instances' ? [] : [`-fleet.${key}.${index}`],
        ),
      );
    }
  }
  for (const [key, rate] of Object.entries(child(scenario, 'rates') ?? {})) {
    if (rate !== 0) edits.push(`rates.${key}=0`);
  }
  const lives = child(scenario, 'lives');
  const all = [...(Array.isArray(lives) ? lives.map((_life, index) => `lives.${index}`) : []), 'last'];
  edits.push(
    ...all.flatMap((life) => [
      `${life}.jumps=[]`,
      `${life}.writesFail=0`,
      `${life}.diesAt=0`,
      `${life}.comesBy="plan"`,
    ]),
  );
  for (const [key, value] of Object.entries(child(scenario, 'switches') ?? {})) {
    const usual = child(defaults, key);
    if (JSON.stringify(usual) !== JSON.stringify(value))
      edits.push(`switches.${key}=${JSON.stringify(usual)}`);
  }
  return edits;
}

/** Fields whose simplest value is known. */
const simplest: Readonly<Record<string, unknown>> = {
  interference: 'nothing',
  misfortune: 'none',
  requestLimit: undefined,
  busy: 0,
  slow: 0,
  faultsUntil: 0,
  startsAfter: 0,
  latency: 0,
  resumes: 0,
  replicaOrder: 'auto',
  parallelReplicas: 1,
  effectiveTime: 'immediate',
  startsAt: 0,
};
