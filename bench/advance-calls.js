/** Counts the calls of one `advance` that finds nothing new, by the simulated cloud's own record. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAlibabaRds } from '@engine-upgrader/alibaba-rds';
import { createAwsDms } from '@engine-upgrader/aws-dms';
import { createMemoryStore, systemClock, systemRandomness } from '@engine-upgrader/core';

const scenes = [
  {
    name: 'alibaba-rds',
    make: createAlibabaRds,
    // Two steps at a time, so that a call for each instance would show.
    request: {
      reference: 'alibaba-rds://cn-hangzhou/rm-orders',
      to: '5.6',
      options: { parallelReplicas: 2 },
    },
    busy: 'EngineVersionUpgrading',
  },
  {
    name: 'aws-dms',
    make: createAwsDms,
    request: { reference: 'aws-dms://us-east-1/orders', to: '3.6.1' },
    busy: 'is upgrading',
  },
];

function value(result) {
  if (result.isErr()) throw new Error(result.error.message);
  return result.value;
}

async function calls() {
  const response = await fetch(process.env['ENGINE_UPGRADER_SIMULATED_JOURNAL']);
  return (await response.json()).filter(({ kind }) => kind === 'call');
}

/** Advances until the cloud is at work, then once more. @returns the calls of that one */
async function callsOfIdleAdvance({ make, request, busy }) {
  const settle = 300;
  const parts = { store: createMemoryStore(), clock: systemClock(), randomness: systemRandomness() };
  const upgrader = make({ ...parts, policy: { settle } });
  const task = value(await upgrader.start(value(await upgrader.plan(request)), { accept: 'all' }));
  const isBusy = () => task.progress.waitingFor.some((line) => line.includes(busy));
  while (!isBusy()) {
    value(await task.advance());
    await sleep(settle / 4);
  }
  for (;;) {
    const before = await calls();
    value(await task.advance());
    const made = (await calls()).slice(before.length);
    if (!isBusy()) throw new Error(`${request.reference} was done too soon`);
    if (made.length > 0) return made;
    await sleep(settle / 4);
  }
}

/** For each provider: the calls, and of how many kinds and regions they are. */
export async function advanceCalls() {
  const rows = [];
  for (const scene of scenes) {
    const made = await callsOfIdleAdvance(scene);
    const kinds = new Set(made.map(({ action, region }) => `${action} in ${region}`));
    rows.push({ provider: scene.name, calls: made.length, kinds: [...kinds] });
  }
  return rows;
}
