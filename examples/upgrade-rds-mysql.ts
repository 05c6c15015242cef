/**
 * Upgrades an ApsaraDB RDS for MySQL family: every replica and disaster-recovery instance before its primary.
 *
 *   node upgrade-rds-mysql.ts alibaba-rds://cn-hangzhou/rm-orders 5.6 [ACCEPTED-WARNING…]
 *
 * Kill it at any moment and start it again with the same arguments: the run is in upgrades.db, and it goes on where it
 * was. It exits with 0 only when the new version was read back, several times, on every member of the family.
 */
import { createAlibabaRds } from '@engine-upgrader/alibaba-rds';
import type { UpgradeError } from '@engine-upgrader/core';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { pace } from './pace.ts';

async function upgrade(reference: string, to: string, accept: readonly string[]): Promise<number> {
  const store = await openSqliteStore('upgrades.db');
  if (store.isErr()) return refused(store.error);
  const upgrader = createAlibabaRds({ ...pace, store: store.value });

  // A run that an earlier start of this script began goes on; otherwise a new one is planned.
  const runs = await store.value.list();
  if (runs.isErr()) return refused(runs.error);
  const unfinished = runs.value.find((run) => run.reference === reference && run.state !== 'ended');

  const begin = () =>
    upgrader.plan({ reference, to }).andThen((plan) => {
      for (const { status, name, message, member } of plan.findings) {
        if (status !== 'passed') console.error(`${status} ${name}: ${message} (${member})`);
      }
      return upgrader.start(plan, { accept });
    });
  const task = await (unfinished ? upgrader.resume(unfinished.runId) : begin());
  if (task.isErr()) return refused(task.error);

  const outcome = await task.value.wait({
    onProgress: ({ waitingFor }) => {
      for (const line of waitingFor) console.error(line);
    },
  });
  if (outcome.isErr()) return refused(outcome.error);

  const { result, summary, members, todo } = outcome.value;
  console.log(summary);
  for (const { reference: member, before, after, proof } of members) {
    const [was, is] = [before['engineVersion'], after?.['engineVersion'] ?? 'not seen'];
    console.log(`${member}: ${was} -> ${is}, proved by ${proof?.looks.length ?? 0} looks`);
  }
  for (const line of todo) console.log(`to do: ${line}`);
  await store.value.close();
  return result === 'succeeded' ? 0 : 1;
}

/** Every error has one clear line; `error.kind` tells them apart where a script has to. */
function refused(error: UpgradeError): number {
  console.error(error.message);
  return 1;
}

const [reference = '', to = '', ...accept] = process.argv.slice(2);
process.exitCode = await upgrade(reference, to, accept);
