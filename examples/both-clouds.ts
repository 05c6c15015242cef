/**
 * Lists what is out of date on ApsaraDB RDS and AWS DMS, and upgrades all of it to the newest version that is offered.
 *
 *   node both-clouds.ts            lists and plans; changes nothing
 *   node both-clouds.ts --apply    upgrades too, side by side, and accepts every warning
 *
 * Killed and started again with --apply, it goes on with the upgrades that it had begun: they are in upgrades.db.
 * Regions and logins come from the environment, as the official clients read them. Everything below `upgradeAll` is
 * written once: nothing in it knows which cloud it is.
 */
import { createAlibabaRds } from '@engine-upgrader/alibaba-rds';
import { createAwsDms } from '@engine-upgrader/aws-dms';
import type { EngineUpgrader, Instance, Provider, Store, UpgradeError } from '@engine-upgrader/core';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { pace } from './pace.ts';

/** What came of one instance, or of one listing: nothing here throws. */
interface Entry {
  readonly subject: string;
  readonly line: string;
  readonly good: boolean;
}

const failed = (subject: string, error: UpgradeError): Entry => ({
  subject,
  line: error.message,
  good: false,
});

async function upgradeAll<P extends Provider>(
  upgrader: EngineUpgrader<P>,
  store: Store,
  apply: boolean,
): Promise<readonly Entry[]> {
  const runs = await store.list();
  if (runs.isErr()) return [failed('upgrades.db', runs.error)];
  const unfinished = runs.value.filter(
    ({ provider, state }) => provider === upgrader.provider && state !== 'ended',
  );
  const begun = new Set(unfinished.map(({ reference }) => reference));
  const entries = apply
    ? unfinished.map(({ reference, runId }) => upgraded(reference, upgrader.resume(runId)))
    : unfinished.map(async ({ reference }) => ({
        subject: reference,
        line: 'an upgrade goes on',
        good: true,
      }));

  for await (const listed of upgrader.instances()) {
    if (listed.isErr()) entries.push(Promise.resolve(failed(upgrader.provider, listed.error)));
    else if (isOutOfDate(listed.value) && !begun.has(listed.value.url)) {
      entries.push(planned(upgrader, listed.value.url, apply));
    }
  }
  return Promise.all(entries);
}

/** Replicas go with their primary, so only those that have none are asked about. */
function isOutOfDate({ newestTarget, primary, version }: Instance<Provider>): boolean {
  return primary === undefined && newestTarget !== undefined && newestTarget !== version;
}

async function planned<P extends Provider>(
  upgrader: EngineUpgrader<P>,
  url: string,
  apply: boolean,
): Promise<Entry> {
  const plan = await upgrader.plan({ reference: url, to: 'newest' });
  if (plan.isErr()) return failed(url, plan.error);
  if (apply) return upgraded(url, upgrader.start(plan.value, { accept: 'all' }));
  const { from, to, members, findings } = plan.value;
  const open = findings.filter(({ status }) => status !== 'passed').map(({ name }) => name);
  const line = `${from} to ${to}, ${members.length} members; to look at: ${open.join(', ') || 'nothing'}`;
  return { subject: url, line, good: true };
}

/** Waits until the upgrade ends; what came of it is a value, whether it went well or not. */
function upgraded<P extends Provider>(
  subject: string,
  started: ReturnType<EngineUpgrader<P>['start']>,
): Promise<Entry> {
  return started
    .andThen((task) => task.wait())
    .match(
      ({ result, summary, todo }) => ({
        subject,
        line: [`${result}: ${summary}`, ...todo].join('; '),
        good: result === 'succeeded',
      }),
      (error) => failed(subject, error),
    );
}

async function main(apply: boolean): Promise<number> {
  const store = await openSqliteStore('upgrades.db');
  if (store.isErr()) {
    console.error(store.error.message);
    return 1;
  }
  const parts = { ...pace, store: store.value };
  const entries = await Promise.all([
    upgradeAll(createAlibabaRds(parts), store.value, apply),
    upgradeAll(createAwsDms(parts), store.value, apply),
  ]);
  for (const { subject, line } of entries.flat()) console.log(`${subject}: ${line}`);
  await store.value.close();
  return entries.flat().every(({ good }) => good) ? 0 : 1;
}

process.exitCode = await main(process.argv.includes('--apply'));
