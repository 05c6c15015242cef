import type { Driver } from '../contract/driver.ts';
import type { Provider } from '../contract/provider.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { sightOf } from '../contract/snapshot.ts';
import { okAsync } from 'neverthrow';

/** The smallest provider that has everything: things with a version that a call sets. */
export interface Tiny extends Provider {
  readonly id: 'tiny';
  readonly instance: object;
  readonly options: object;
  readonly survey: object;
  readonly step: { readonly kind: 'set'; readonly version: string };
  readonly call: { readonly operation: 'Set'; readonly version: string };
  readonly acknowledgement: { readonly taskId?: string };
  readonly note: { readonly wasOn?: string };
  readonly need: { readonly key: string };
  readonly resource: TinyResource;
}

export interface TinyResource {
  readonly version: string;
  readonly size?: string;
  readonly settled?: boolean;
  readonly pending?: readonly string[];
}

/** A driver that acts until a member reads the version wanted. It reaches no cloud: tests hand it snapshots. */
export const tinyDriver: Driver<Tiny> = {
  provider: 'tiny',
  specificationVersion: 1,
  callTimeout: 20_000,
  budget: { capacity: 10, refillPerSecond: 1 },
  scope: ({ provider, region }) => ({ provider, account: 'default', region }),
  async *list() {},
  read: () => {
    throw new Error('not read in these tests');
  },
  survey: () => okAsync({}),
  versions: () => okAsync([]),
  draft: () => {
    throw new Error('not drafted in these tests');
  },
  preconditions: () => [],
  memberNeeds: (member) => [{ key: member.reference }],
  view: (member, snapshot) => {
    const sight = sightOf(snapshot, member.reference);
    if (sight.sight !== 'seen') return sight;
    const { version, size, settled, pending } = sight.value;
    const value = {
      ...(member.role === 'task' ? {} : { version }),
      settled: settled ?? true,
      pending: pending ?? [],
      facts: { version },
      fingerprint: size === undefined ? { version } : { version, size },
    };
    return { sight: 'seen', value };
  },
  steps: [
    {
      kind: 'set',
      idempotent: true,
      needs: (step) => [{ key: step.member }],
      decide: (step, snapshot) => {
        const sight = sightOf(snapshot, step.member);
        const { version } = step.input;
        if (sight.sight === 'seen' && sight.value.version === version)
          return { verdict: 'done', evidence: { version } };
        return { verdict: 'act', call: { operation: 'Set', version }, reason: 'not on it yet' };
      },
    },
  ],
  look: async () => ({}),
  send: async () => ({ answer: 'accepted', acknowledgement: {} }),
  validStep: (input) =>
    typeof input === 'object' && input !== null && 'kind' in input && input.kind === 'set',
};

/** A snapshot that saw these things. */
export function snapshotOf(
  at: number,
  seen: Readonly<Record<string, TinyResource | 'absent' | 'not-looked'>>,
): Snapshot<Tiny> {
  const sights = Object.entries(seen).map(([key, value]) => [key, sightFor(value)] as const);
  return { id: `look-${at}`, startedAt: at, observedAt: at, sights: Object.fromEntries(sights) };
}

function sightFor(value: TinyResource | 'absent' | 'not-looked'): Snapshot<Tiny>['sights'][string] {
  if (value === 'absent') return { sight: 'absent' };
  if (value !== 'not-looked') return { sight: 'seen', value };
  return { sight: 'not-looked', error: { kind: 'unavailable', message: 'no answer came' } };
}
