/** One server of the example cloud. */
export interface ExampleServer {
  readonly id: string;
  readonly primary?: string;
  readonly version: string;
}

/** An upgrade that really began: the cloud's own record, which tests hold against what a run reports. */
export interface ExampleUpgrade {
  readonly server: string;
  readonly version: string;
  readonly at: number;
}

/** What the next upgrade calls meet, first come first served. */
export type ExampleFault = 'throttled' | 'busy' | 'lost-before' | 'lost-after' | 'fails';

interface Kept {
  readonly server: ExampleServer;
  readonly until?: number;
  readonly target?: string;
}

/** How the cloud answers an upgrade call. */
export type ExampleAnswer =
  | { readonly ok: true; readonly taskId: string }
  | { readonly ok: false; readonly code: 'Throttled' | 'Busy' | 'NoSuchServer' | 'NoSuchVersion' | 'Lost' };

/** The versions of the example engine; each leads to the next. */
export const exampleVersions: readonly string[] = ['1.0', '2.0', '3.0'];

/** A cloud with one operation, small enough to be read in a minute. It knows no tokens. */
export interface ExampleCloud {
  read(id: string): (ExampleServer & { readonly status: 'running' | 'upgrading' }) | undefined;
  list(): readonly (ExampleServer & { readonly status: 'running' | 'upgrading' })[];
  upgrade(id: string, version: string): ExampleAnswer;
  readonly upgrades: readonly ExampleUpgrade[];
  readonly faults: ExampleFault[];
  /** Somebody else changes a server. */
  interfere(server: ExampleServer): void;
}

/**
 * Makes an example cloud.
 *
 * @param now - where its time comes from
 * @param duration - milliseconds that an upgrade takes; default 5 minutes
 */
export function createExampleCloud(
  servers: readonly ExampleServer[],
  now: () => number,
  duration = 300_000,
): ExampleCloud {
  const kept = new Map<string, Kept>(servers.map((server) => [server.id, { server }]));
  const upgrades: ExampleUpgrade[] = [];
  const faults: ExampleFault[] = [];

  const settled = (id: string): Kept | undefined => {
    const entry = kept.get(id);
    if (!entry || entry.until === undefined || entry.until > now()) return entry;
    const done = { server: { ...entry.server, version: entry.target ?? entry.server.version } };
    kept.set(id, done);
    return done;
  };

  const read: ExampleCloud['read'] = (id) => {
    const entry = settled(id);
    return entry && { ...entry.server, status: entry.until === undefined ? 'running' : 'upgrading' };
  };

  const carryOut = (id: string, version: string, fault: ExampleFault | undefined): ExampleAnswer => {
    const entry = settled(id);
    if (!entry) return { ok: false, code: 'NoSuchServer' };
    if (entry.until !== undefined) return { ok: false, code: 'Busy' };
    const next = exampleVersions[exampleVersions.indexOf(entry.server.version) + 1];
    if (next !== version) return { ok: false, code: 'NoSuchVersion' };
    const at = now();
    upgrades.push({ server: id, version, at });
    kept.set(id, {
      ...entry,
      until: at + duration,
      target: fault === 'fails' ? entry.server.version : version,
    });
    return { ok: true, taskId: `task-${upgrades.length}` };
  };

  return {
    read,
    list: () => [...kept.keys()].flatMap((id) => read(id) ?? []),
    upgrades,
    faults,
    interfere: (server) => void kept.set(server.id, { server }),
    upgrade(id, version) {
      const fault = faults.shift();
      if (fault === 'throttled') return { ok: false, code: 'Throttled' };
      if (fault === 'busy') return { ok: false, code: 'Busy' };
      if (fault === 'lost-before') return { ok: false, code: 'Lost' };
      const answer = carryOut(id, version, fault);
      return fault === 'lost-after' ? { ok: false, code: 'Lost' } : answer;
    },
  };
}
