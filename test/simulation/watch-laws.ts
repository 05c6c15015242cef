import type { Provider } from '@engine-upgrader/core';
import { clocksDiffer, type Sign, type Watched, type WatchLaw } from './watch.ts';

type Check = (sign: Sign) => string | undefined;
type General = <P extends Provider>(watched: Watched<P>) => Check;

/** Law 1: no change is asked for before its intent is stored. The sender finds the step by the stored token. */
const intentFirst: General = () => (sign) =>
  sign.sign === 'sending' && sign.stepId === '' ? 'law 1: a mutation without its intent' : undefined;

/** A token belongs to one attempt, and an attempt has one token. */
const oneToken: General = () => {
  const tokens = new Map<string, string>();
  const attempts = new Map<string, string>();
  return (sign) => {
    if (sign.sign !== 'event' || sign.event.event !== 'intent-stored') return undefined;
    const { stepId, attempt, token } = sign.event;
    const key = `${stepId} attempt ${attempt}`;
    const [before, owner] = [tokens.get(key), attempts.get(token)];
    tokens.set(key, token);
    attempts.set(token, key);
    if (before !== undefined && before !== token) return `token: ${key} has two tokens`;
    return owner !== undefined && owner !== key ? `token: ${owner} and ${key} share one` : undefined;
  };
};

/** Law 8: one writer a run. Where clocks disagree two may send at once; tokens and looks cover that. */
const oneWriter: General = ({ disturbances }) => {
  const sending = new Map<string, string>();
  const comparable = !clocksDiffer(disturbances);
  return (sign) => {
    if (sign.sign === 'answered') sending.delete(sign.by);
    if (sign.sign !== 'sending') return undefined;
    const other = [...sending.keys()].find((by) => by !== sign.by);
    sending.set(sign.by, sign.stepId);
    return other !== undefined && comparable ? `law 8: ${sign.by} sends while ${other} does` : undefined;
  };
};

/** Law 9: after a send without a definitive answer nothing goes out for the step until a settle time of looks. */
const unknownsLookedAt: General = ({ disturbances, settle }) => {
  const open = new Map<string, number>();
  if (clocksDiffer(disturbances)) return () => undefined;
  return (sign) => {
    if (sign.sign === 'answered') open.set(sign.stepId, sign.at);
    if (sign.sign === 'saved') {
      for (const id of open.keys()) {
        const { answer, doubt } = sign.memoryOf(id) ?? {};
        if (answer && answer.answer !== 'unknown' && !doubt) open.delete(id);
      }
    }
    if (sign.sign !== 'sending') return undefined;
    const last = open.get(sign.stepId);
    if (last === undefined || sign.at - last >= settle) return undefined;
    return `law 9: ${sign.stepId} goes out again ${sign.at - last} ms after an answer that nobody knows`;
  };
};

/** Law 10: what the cloud refused for good is not asked for again, unless a person takes the run up again. */
const refusedForGood: General = ({ stored }) => {
  const refused = new Set<string>();
  return (sign) => {
    if (sign.sign === 'saved') {
      for (const [id, { text }] of Object.entries(sign.change.steps)) {
        if (!text.includes('"rejected"')) continue;
        const { answer, doubt } = sign.memoryOf(id) ?? {};
        if (answer?.answer === 'rejected' && !doubt) refused.add(id);
      }
      // A run that is taken up again begins its steps anew.
      if (stored.run().includes('"state":"needs-operator"')) refused.clear();
    }
    return sign.sign === 'sending' && refused.has(sign.stepId)
      ? `law 10: ${sign.stepId} was refused for good, and goes out again`
      : undefined;
  };
};

/** A cancel stops forward steps: none stores an intent once it is granted. */
const cancelStops: General = ({ plan }) => {
  const forward = new Set(plan.steps.flatMap(({ id, phase }) => (phase === 'forward' ? [id] : [])));
  let cancelled = false;
  return (sign) => {
    if (sign.sign === 'event' && sign.event.event === 'intent-stored') {
      const { stepId } = sign.event;
      return cancelled && forward.has(stepId) ? `cancel: ${stepId} begins after it was granted` : undefined;
    }
    if (sign.sign === 'saved' && sign.change.run?.text.includes('"cancelRequestedAt"')) cancelled = true;
    return undefined;
  };
};

/** A run that has ended sends nothing any more. */
const overIsOver: General = () => {
  let over = false;
  return (sign) => {
    if (sign.sign === 'saved' && sign.change.run?.summary.state === 'ended') over = true;
    return sign.sign === 'sending' && over ? `law 13: ${sign.stepId} is sent after the end` : undefined;
  };
};

/** What a person did, as the cloud has recorded it. */
export interface Deed {
  readonly action: string;
  readonly resource: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Law 11: what people did between plan and start was seen before anything was begun. What restores always may.
 *
 * @param moves whether what a person did keeps the run from beginning; told whether a call of the run may be out, and
 *   the references of the plan's members: a listing may have missed one
 * @param undoes whether what happened leaves the world as it was planned for
 * @param upgradesToo the field that a person changed, where an upgrade may change it too
 */
export function noStaleStart(
  moves: (deed: Deed, mayBeSent: boolean, members: readonly string[]) => boolean,
  undoes: (action: string) => boolean,
  upgradesToo: (action: string) => string | undefined = () => undefined,
): General {
  return ({ settle, plan }) => {
    const forward = new Set(plan.steps.flatMap(({ id, phase }) => (phase === 'forward' ? [id] : [])));
    const members = plan.members.map(({ reference }) => reference);
    const asked = new Set<string>();
    /** A call that may be out may have changed it, so that the other steps cannot tell. */
    const mayBeOwn = (field: string, stepId: string): boolean =>
      plan.steps.some(
        ({ id, changes }) => id !== stepId && asked.has(id) && changes.some((name) => name.endsWith(field)),
      );
    let moved: { readonly at: number; readonly what: string; readonly field: string | undefined } | undefined;
    let begun = false;
    return (sign) => {
      if (sign.sign === 'saved') {
        for (const id of Object.keys(sign.change.steps)) {
          if (!asked.has(id) && sign.memoryOf(id)?.intent) asked.add(id);
        }
      }
      if (sign.sign === 'recorded') {
        const { kind, action, resource = '', detail } = sign.entry;
        if (kind === 'person' && !begun && moves({ action, resource, detail }, asked.size > 0, members)) {
          const field = upgradesToo(action);
          moved ??= {
            at: sign.at,
            what: `${action} of ${resource}`,
            field: field && `/${resource}#${field}`,
          };
        }
        // What somebody tried and failed at left the world as it was planned for.
        if (kind === 'effect' && undoes(action) && detail['cause'] !== 'call') moved = undefined;
      }
      if (sign.sign !== 'event' || sign.event.event !== 'intent-stored') return undefined;
      if (begun || !forward.has(sign.event.stepId)) return undefined;
      begun = true;
      if (!moved || sign.at < moved.at + settle + 60_000) return undefined;
      if (moved.field !== undefined && mayBeOwn(moved.field, sign.event.stepId)) return undefined;
      return `law 11: begun though ${moved.what} had come ${sign.at - moved.at} ms before`;
    };
  };
}

/** The laws of every upgrade, whatever the cloud. */
const generalLaws: readonly General[] = [
  intentFirst,
  oneToken,
  oneWriter,
  unknownsLookedAt,
  refusedForGood,
  cancelStops,
  overIsOver,
];

/** The general laws, for one provider. */
export function lawsOfAll<P extends Provider>(): readonly WatchLaw<P>[] {
  return generalLaws;
}
