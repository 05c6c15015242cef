import { simulatedReplicatorPassword } from '@engine-upgrader/cloud-simulator';
import type {
  CallAnswer,
  Driver,
  Lease,
  Provider,
  Sight,
  StepKind,
  Store,
  Verdict,
} from '@engine-upgrader/core';
import { okAsync } from 'neverthrow';
import { intentAfterCall } from './intent-after-call.ts';
import type { Sabotage } from './world.ts';

type Decide = <P extends Provider>(verdict: Verdict<P>, kind: string, answered: boolean) => Verdict<P>;
type Answer = <P extends Provider>(answer: CallAnswer<P>) => CallAnswer<P>;

/** What a step kind makes of a look, falsified. */
function deciding(change: Decide): NonNullable<Sabotage['driver']> {
  return <P extends Provider>(driver: Driver<P>): Driver<P> => ({
    ...driver,
    steps: driver.steps.map(
      (kind): StepKind<P> => ({
        ...kind,
        decide: (step, snapshot, memory, context) => {
          const answered = memory.answer?.answer === 'accepted';
          return change(kind.decide(step, snapshot, memory, context), kind.kind, answered);
        },
      }),
    ),
  });
}

/** How the cloud's answers are understood, falsified. */
function answering(change: Answer): NonNullable<Sabotage['driver']> {
  return (driver) => ({ ...driver, send: async (call, token) => change(await driver.send(call, token)) });
}

/** What a plan says of its steps, falsified. */
function drafting(
  change: (step: { readonly id: string; readonly after: readonly string[] }) => readonly string[],
): NonNullable<Sabotage['driver']> {
  return (driver) => ({
    ...driver,
    draft: (request, survey, now) =>
      driver
        .draft(request, survey, now)
        .map((draft) => ({ ...draft, steps: draft.steps.map((step) => ({ ...step, after: change(step) })) })),
  });
}

/** The calls as they are sent, falsified. */
function sending(change: (call: object) => object): NonNullable<Sabotage['driver']> {
  return <P extends Provider>(driver: Driver<P>): Driver<P> => ({
    ...driver,
    send: (call, token) => driver.send(change(call) as P['call'], token),
  });
}

/** How a member looks, falsified. */
function viewing(
  change: (view: MemberSeen, target: string | undefined) => MemberSeen,
): NonNullable<Sabotage['driver']> {
  return (driver) => ({
    ...driver,
    view: (member, snapshot) => {
      const sight = driver.view(member, snapshot);
      return sight.sight === 'seen' ? { sight: 'seen', value: change(sight.value, member.target) } : sight;
    },
  });
}

type MemberSeen = Extract<ReturnType<Driver<Provider>['view']>, { sight: 'seen' }>['value'];

const asIfThrottled: Answer = (answer) =>
  answer.answer === 'unknown' ? { answer: 'throttled', error: answer.error } : answer;

/** Takes the status for success. */
const successOnAStatus: NonNullable<Sabotage['driver']> = (driver) =>
  viewing((view, target) => (target === undefined ? view : { ...view, version: target }))(
    deciding((verdict, _kind, answered) =>
      answered && verdict.verdict === 'act' ? { verdict: 'done', evidence: { status: 'fine' } } : verdict,
    )(driver),
  );

/** Nothing of the plan is compared with the world. */
const stalePlan: NonNullable<Sabotage['driver']> = (driver) => {
  const blind = viewing((view) => ({ ...view, fingerprint: {}, settled: true }))(driver);
  return {
    ...blind,
    draft: (request, survey, now) =>
      driver.draft(request, survey, now).map((draft) => ({ ...draft, fingerprint: {} })),
  };
};

/** Only the instance itself is looked after, and not its family. */
const familyForgotten: NonNullable<Sabotage['driver']> = (driver) => ({
  ...driver,
  draft: (request, survey, now) =>
    driver.draft(request, survey, now).map((draft) => {
      const [first, ...others] = draft.members;
      const forgotten = new Set(others.map(({ reference }) => reference));
      const steps = draft.steps.filter(({ member }) => !forgotten.has(member));
      const ids = new Set(steps.map(({ id }) => id));
      return {
        ...draft,
        members: first ? [first] : [],
        steps: steps.map((step) => ({ ...step, after: step.after.filter((id) => ids.has(id)) })),
      };
    }),
});

function goneUnlessLooked<P extends Provider>(sight: Sight<P['resource']>): Sight<P['resource']> {
  return sight.sight === 'not-looked' ? { sight: 'absent' } : sight;
}

/** What could not be looked at is taken for gone. */
const notLookedIsAbsent: NonNullable<Sabotage['driver']> = <P extends Provider>(
  driver: Driver<P>,
): Driver<P> => ({
  ...driver,
  look: async (needs, reach) => {
    const sights = Object.entries(await driver.look(needs, reach));
    return Object.fromEntries(sights.map(([key, sight]) => [key, goneUnlessLooked<P>(sight)]));
  },
});

/** A plan in which every task that is put back seems to have been stopped by the run. */
const allOwed: NonNullable<Sabotage['driver']> = <P extends Provider>(driver: Driver<P>): Driver<P> => ({
  ...driver,
  draft: (request, survey, now) =>
    driver.draft(request, survey, now).map((draft) => {
      const stopStep = draft.steps.find(({ input }) => input.kind === 'stop-task')?.id;
      if (stopStep === undefined) return draft;
      const steps = draft.steps.map((step) =>
        step.input.kind === 'restore-task'
          ? { ...step, input: Object.assign({}, step.input, { stopStep }) }
          : step,
      );
      return { ...draft, steps };
    }),
});

/** Whatever is to be kept of a task is kept with a wrong checkpoint. */
const checkpointLost: NonNullable<Sabotage['driver']> = <P extends Provider>(
  driver: Driver<P>,
): Driver<P> => ({
  ...driver,
  steps: driver.steps.map(
    (kind): StepKind<P> => ({
      ...kind,
      decide: (step, snapshot, memory, context) => {
        const verdict = JSON.stringify(kind.decide(step, snapshot, memory, context));
        return JSON.parse(verdict.replaceAll(/checkpoint:V1[^"\s]*/g, 'lost')) as Verdict<P>;
      },
    }),
  ),
});

/** The leases as they stand, of each store. */
const standing = new WeakMap<Store, Map<string, Lease>>();

/** Everybody always has the lease. */
function leaseForAll(store: Store): Store {
  const current = standing.get(store) ?? new Map<string, Lease>();
  standing.set(store, current);
  return {
    ...store,
    acquire: (scope, owner, duration, now) => {
      const held = current.get(scope);
      const freed = held ? store.release(held, held.carry) : okAsync(undefined);
      return freed
        .andThen(() => store.acquire(scope, owner, duration, now))
        .map((acquired) => {
          if (acquired.acquired) current.set(scope, acquired.lease);
          return acquired;
        });
    },
    save: (changes, lease, now) => store.save(changes, current.get(lease.scope) ?? lease, now),
    renew: (lease, duration, now) => okAsync({ ...lease, expiresAt: now + duration }),
    release: () => okAsync(undefined),
  };
}

let sends = 0;

/** Faults in the product, planted one at a time to see that the simulation catches each. */
export const sabotages: readonly Sabotage[] = [
  { name: 'the intent is stored after the call', store: intentAfterCall },
  { name: 'success on a status', driver: successOnAStatus },
  {
    name: 'a token that is new for every send',
    driver: (driver) => ({
      ...driver,
      send: (call, token) => driver.send(call, `${(sends += 1)}-${token}`.slice(0, 48)),
    }),
  },
  { name: 'settle ignored', policy: { settle: 6_000 } },
  {
    name: 'an unknown outcome sent again at once',
    driver: answering(asIfThrottled),
    policy: { settle: 1_000 },
  },
  {
    name: 'an unknown outcome taken for a failure',
    driver: answering((answer) =>
      answer.answer === 'unknown' ? { answer: 'rejected', error: answer.error } : answer,
    ),
  },
  {
    name: 'an unknown outcome taken for success',
    driver: answering(
      <P extends Provider>(answer: CallAnswer<P>): CallAnswer<P> =>
        answer.answer === 'unknown' ? { answer: 'accepted', acknowledgement: {} } : answer,
    ),
    policy: { beginLimit: 600_000 },
  },
  {
    name: 'throttling taken for a refusal',
    driver: answering((answer) =>
      answer.answer === 'throttled' ? { answer: 'rejected', error: answer.error } : answer,
    ),
  },
  {
    name: 'a busy instance taken for a refusal',
    driver: answering((answer) =>
      answer.answer === 'busy' ? { answer: 'rejected', error: answer.error } : answer,
    ),
  },
  {
    name: 'a refusal tried again and again',
    driver: answering((answer) =>
      answer.answer === 'rejected' ? { answer: 'busy', error: answer.error } : answer,
    ),
  },
  {
    name: 'a primary before its replicas',
    driver: drafting(({ id, after }) => (id.includes('main/upgrade') ? [] : after)),
  },
  { name: 'all hops at once', driver: drafting(() => []) },
  { name: 'a stale plan applied', driver: stalePlan },
  { name: 'the family forgotten', driver: familyForgotten },
  { name: 'what could not be looked at taken for gone', driver: notLookedIsAbsent },
  {
    name: 'a task that ran is not resumed',
    driver: deciding((verdict, kind) =>
      kind === 'restore-task' && verdict.verdict === 'act'
        ? { verdict: 'pass', reason: 'left as it is' }
        : verdict,
    ),
  },
  {
    name: 'a task restarted and not resumed',
    driver: sending((call) =>
      'operation' in call && call.operation === 'StartReplicationTask' && 'input' in call
        ? { ...call, input: { ...(call.input as object), StartReplicationTaskType: 'reload-target' } }
        : call,
    ),
  },
  {
    name: 'a change that goes on taken for its end',
    driver: deciding((verdict) =>
      verdict.verdict === 'wait' && verdict.moving
        ? { verdict: 'done', evidence: { status: 'moving' } }
        : verdict,
    ),
  },
  {
    name: 'an end that is never seen',
    driver: deciding((verdict) =>
      verdict.verdict === 'done' ? { verdict: 'wait', reason: 'not yet', moving: true } : verdict,
    ),
  },
  {
    name: 'what a replica is refused for taken for the end of all',
    driver: deciding((verdict) =>
      verdict.verdict === 'pass'
        ? { verdict: 'fail', error: { kind: 'rejected', message: 'not to be had' } }
        : verdict,
    ),
  },
  { name: 'a task that somebody had stopped is started', driver: allOwed },
  { name: 'a checkpoint is not stored', driver: checkpointLost },
  { name: 'a lease ignored', store: leaseForAll },
  { name: 'one look is proof', policy: { reads: 1, negativeReads: 2, settle: 6_000 } },
  {
    name: 'the last version asked for at once',
    driver: sending((call) => ('engineVersion' in call ? { ...call, engineVersion: '8.0' } : call)),
  },
  {
    name: 'a password shown',
    driver: viewing((view) => ({ ...view, facts: { ...view.facts, info: simulatedReplicatorPassword } })),
  },
];
