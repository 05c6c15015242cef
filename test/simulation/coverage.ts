import type { AwsDms } from '@engine-upgrader/aws-dms';
import type { AlibabaRds } from '@engine-upgrader/alibaba-rds';

/** Every kind of step of both clouds. */
type Kind = AlibabaRds['step']['kind'] | AwsDms['step']['kind'];

/** Kinds that ask the cloud for a change. */
const sending: readonly Kind[] = [
  'upgrade-member',
  'follow-primary',
  'stop-task',
  'upgrade-instance',
  'restore-task',
  'create-instance',
  'test-connection',
  'move-task',
  'delete-instance',
];

/** Kinds that only look. */
const looking: readonly Kind[] = ['name-left-overs'];

/** Kinds that do not even look: they wait for a person. */
const waiting: readonly Kind[] = ['pause'];

const calls = [
  'throttle',
  'server-error',
  'lost-before',
  'lost-after',
  'timeout-before',
  'timeout-after',
  'html',
  'empty',
  'ok-with-code',
];

/** What may befall a change that is asked for. */
const atSend: readonly string[] = [
  'send: no fault',
  ...[...calls, 'not-permitted', 'busy'].map((fault) => `send: ${fault}`),
  'send: no answer in time',
  'send: clock ahead',
  'send: clock behind',
  ...['before', 'after'].flatMap((moment) =>
    ['intent', 'send', 'answer'].map((what) => `dies ${moment} ${what}`),
  ),
  ...['before', 'after'].flatMap((moment) =>
    ['intent', 'answer'].map((what) => `write fails ${moment} ${what}`),
  ),
];

/** What may befall a look. */
const atLook: readonly string[] = [...calls, 'stale-read', 'missing-item', 'login-expired'].map(
  (fault) => `look: ${fault}`,
);

/** What may befall a step while it is open. */
const whileOpen: readonly string[] = [
  'dies before look',
  'dies after look',
  'dies before bookkeeping',
  'dies after bookkeeping',
  'write fails before bookkeeping',
  'write fails after bookkeeping',
  'overtaken alive',
  'somebody else',
  'cancel',
  'continue',
  'resumed',
];

/** Combinations that cannot be, and why. */
const impossible: Readonly<Record<string, string>> = {
  'send: busy × create-instance': 'an instance that is not there yet cannot be busy',
  'resumed × pause': 'a pause waits for a person, and never needs an operator',
};

const moments = ['before look', 'after look', 'before bookkeeping', 'after bookkeeping'];

/**
 * Combinations that ten thousand seeds cannot be trusted to reach: few looks are taken then, or the call goes out
 * late, when most of what goes wrong is over. A soak reaches them.
 */
const rare: ReadonlySet<string> = new Set([
  ...['name-left-overs', 'pause'].flatMap((kind) => moments.map((moment) => `dies ${moment} × ${kind}`)),
  ...atSend.filter((what) => what.startsWith('dies')).map((what) => `${what} × follow-primary`),
  'send: server-error × follow-primary',
  'resumed × name-left-overs',
  'resumed × follow-primary',
  'resumed × delete-instance',
  'resumed × stop-task',
]);

/** From so many seeds on, the rare ones have to be reached too. */
const soak = 100_000;

const key = (what: string, kind: string): string => `${what} × ${kind}`;

const everything: readonly string[] = [...atSend, ...atLook, ...whileOpen];

const kinds: readonly string[] = [...sending, ...looking, ...waiting].sort();

/** Every combination that can be reached. */
const combinations: readonly string[] = [
  ...sending.flatMap((kind) => everything.map((what) => key(what, kind))),
  ...looking.flatMap((kind) => [...atLook, ...whileOpen].map((what) => key(what, kind))),
  ...waiting.flatMap((kind) => whileOpen.map((what) => key(what, kind))),
].filter((combination) => impossible[combination] === undefined);

/** Combinations that were to be reached and were not, and those that were and are said to be impossible. */
export function unexpected(reached: Readonly<Record<string, number>>, seeds: number): readonly string[] {
  const wanted = seeds < soak ? combinations.filter((combination) => !rare.has(combination)) : combinations;
  const missed = wanted.filter((combination) => reached[combination] === undefined);
  const surprising = Object.keys(impossible).filter((combination) => reached[combination] !== undefined);
  return [...missed.map((one) => `never reached: ${one}`), ...surprising.map((one) => `cannot be: ${one}`)];
}

/** The counts as a table: what befell, by kind of step. */
export function table(reached: Readonly<Record<string, number>>): readonly string[] {
  const width = Math.max(...everything.map((what) => what.length));
  const rows = everything.map((what) => {
    const counts = kinds.map((kind) => String(reached[key(what, kind)] ?? '').padStart(kind.length + 2));
    return what.padEnd(width) + counts.join('');
  });
  return [' '.repeat(width) + kinds.map((kind) => `  ${kind}`).join(''), ...rows];
}
