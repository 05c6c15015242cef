import {
  type Driver,
  formatReference,
  type Hop,
  type Instance,
  type InstanceRef,
  type MemberView,
  type PlanDraft,
  type PlannedStep,
  type ResolvedRequest,
  type Sight,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, errAsync, ok, okAsync, type Result } from 'neverthrow';
import { type ExampleAnswer, type ExampleCloud, exampleVersions } from './cloud.ts';
import type { Example, SeenServer } from './provider.ts';
import { upgradeServer } from './upgrade-server.ts';

const url = (id: string): string => formatReference({ provider: 'example', region: 'ex-north', id });

/**
 * A driver for the example cloud: everything that a driver has, at its smallest. The model for a new provider.
 *
 * @example
 * ```ts
 * const cloud = createExampleCloud([{ id: 'db-1', version: '1.0' }], clock.now);
 * const upgrader = createUpgrader({ driver: createExampleDriver(cloud), store, clock, randomness });
 * ```
 */
export function createExampleDriver(cloud: ExampleCloud): Driver<Example> {
  return {
    provider: 'example',
    specificationVersion: 1,
    callTimeout: 5_000,
    budget: { capacity: 100, refillPerSecond: 4 },
    scope: (reference) => ({ provider: 'example', account: 'default', region: reference.region }),
    list: async function* (_filter, { gate }) {
      const turn = await gate('read');
      if (turn.isErr()) yield err(turn.error);
      else for (const server of cloud.list()) yield ok(instanceOf(server, cloud.list()));
    },
    read: (reference, { gate }) =>
      gate('read').andThen(() => {
        const server = cloud.read(reference.id);
        return server ? ok(instanceOf(server, cloud.list())) : err(notFound(reference));
      }),
    survey: (request, { gate }) =>
      gate('read').andThen(() => {
        const server = cloud.read(request.reference.id);
        if (!server) return errAsync(notFound(request.reference));
        const replicas = cloud.list().filter(({ primary }) => primary === server.id && !request.onlyThis);
        return okAsync({ family: [server, ...replicas] });
      }),
    versions: (reference, { gate }) =>
      gate('read').andThen(() => {
        const server = cloud.read(reference.id);
        if (!server) return err(notFound(reference));
        const targets = exampleVersions.slice(exampleVersions.indexOf(server.version) + 1);
        return ok(targets.map((target) => ({ target, hops: hopsTo(server.version, target), remarks: [] })));
      }),
    draft,
    preconditions: (_request, { family }) =>
      family.map((server) => ({
        name: 'server-running',
        status: server.status === 'running' ? 'passed' : 'failed',
        member: url(server.id),
        message: `${server.id} is ${server.status}`,
        seen: { status: server.status },
      })),
    memberNeeds: (member) => [{ key: member.reference }],
    view: (member, snapshot) => viewOf(snapshot.sights[member.reference]),
    steps: [upgradeServer],
    look: async (needs, { gate }) => {
      const turn = await gate('read');
      const sights = needs.map(({ key }): [string, Sight<SeenServer>] => {
        if (turn.isErr()) return [key, { sight: 'not-looked', error: turn.error }];
        const server = cloud.list().find(({ id }) => url(id) === key);
        return [key, server ? { sight: 'seen', value: server } : { sight: 'absent' }];
      });
      return Object.fromEntries(sights);
    },
    send: async (call) => answerOf(cloud.upgrade(call.server, call.version)),
    validStep: (input) =>
      typeof input === 'object' && input !== null && 'kind' in input && input.kind === 'upgrade-server',
  };
}

function hopsTo(from: string, to: string): readonly Hop[] {
  const path = exampleVersions.slice(exampleVersions.indexOf(from), exampleVersions.indexOf(to) + 1);
  return path.slice(1).map((target, index) => ({ from: path[index] ?? from, to: target }));
}

function draft(
  request: ResolvedRequest<Example>,
  { family }: Example['survey'],
): Result<PlanDraft<Example>, UpgradeError> {
  const [primary] = family;
  if (!primary) return err(notFound(request.reference));
  const from = primary.version;
  const to = request.to === 'newest' ? (exampleVersions.at(-1) ?? from) : request.to;
  const offered = exampleVersions.filter((version) => version > from);
  if (!exampleVersions.includes(to)) {
    const message = `version ${to} is not offered; offered from ${from}: ${offered.join(', ')}. Nothing was changed`;
    return err({ kind: 'version-not-offered', from, offered, message });
  }
  if (to < from) {
    const message = `${to} is lower than ${from}, and there is no way down. Nothing was changed`;
    return err({ kind: 'downgrade', from, to, message });
  }
  const hops = hopsTo(from, to);
  return ok({
    from,
    to,
    hops,
    members: family.map((server) => ({
      reference: url(server.id),
      role: server.primary === undefined ? 'primary' : 'replica',
      before: { version: server.version, status: server.status },
      target: to,
    })),
    steps: stepsOf(family, hops),
    forecast: {
      duration: hops.length * family.length * 300_000,
      interruption: hops.length * 15_000,
      calls: hops.length * family.length * 10,
      maintenanceWindows: 0,
      remarks: [],
    },
    fingerprint: Object.fromEntries(family.map((server) => [`${url(server.id)}#version`, server.version])),
  });
}

/** Replicas before their primary, and a hop only after the one before it. */
function stepsOf(family: readonly SeenServer[], hops: readonly Hop[]): readonly PlannedStep<Example>[] {
  const order = family.toReversed();
  const steps: PlannedStep<Example>[] = [];
  for (const hop of hops) {
    for (const server of order) {
      steps.push({
        id: `${hop.to}/${server.id}`,
        phase: 'forward',
        title: `Upgrade ${server.id} to ${hop.to}`,
        member: url(server.id),
        after: steps.map(({ id }) => id),
        changes: [`${url(server.id)}#version`],
        input: { kind: 'upgrade-server', server: server.id, ...hop },
      });
    }
  }
  return steps;
}

function viewOf(sight: Sight<SeenServer> | undefined): Sight<MemberView> {
  if (!sight) {
    return { sight: 'not-looked', error: { kind: 'internal', message: 'this look was not asked for it' } };
  }
  if (sight.sight !== 'seen') return sight;
  const { version, status } = sight.value;
  const facts = { version, status };
  return {
    sight: 'seen',
    value: { version, settled: status === 'running', pending: [], facts, fingerprint: { version } },
  };
}

function instanceOf(server: SeenServer, servers: readonly SeenServer[]): Instance<Example> {
  const reference: InstanceRef = { provider: 'example', region: 'ex-north', id: server.id };
  return {
    reference,
    url: url(server.id),
    engine: 'example',
    version: server.version,
    status: server.status,
    role: server.primary === undefined ? 'primary' : 'replica',
    ...(server.primary === undefined ? {} : { primary: url(server.primary) }),
    members: servers.filter(({ primary }) => primary === server.id).map(({ id }) => url(id)),
    detail: { servers: servers.length },
  };
}

function answerOf(answer: ExampleAnswer): Awaited<ReturnType<Driver<Example>['send']>> {
  if (answer.ok) return { answer: 'accepted', acknowledgement: { taskId: answer.taskId } };
  const { code } = answer;
  const provider = { operation: 'Upgrade', code };
  const message = `Upgrade was answered with ${code}`;
  switch (code) {
    case 'Throttled':
      return { answer: 'throttled', error: { kind: 'throttled', message, provider } };
    case 'Busy':
      return { answer: 'busy', error: { kind: 'rejected', message, provider } };
    case 'Lost':
      return { answer: 'unknown', error: { kind: 'unavailable', message, provider } };
    case 'NoSuchServer':
    case 'NoSuchVersion':
      return { answer: 'rejected', error: { kind: 'rejected', message, provider } };
  }
}

function notFound(reference: InstanceRef): UpgradeError {
  const text = formatReference(reference);
  return {
    kind: 'not-found',
    reference: text,
    message: `the example cloud has no ${text}. Nothing was changed`,
  };
}
