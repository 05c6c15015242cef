import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@engine-upgrader/core';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { afterAll, describe, it } from 'vitest';
import { describeStore } from '../packages/conformance/src/store/suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'stores-'));
let places = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describeStore(
  { describe, it },
  'the memory store',
  () => {
    const store = createMemoryStore();
    return Promise.resolve({ open: () => Promise.resolve(store) });
  },
  {
    'what was stored is there after closing and opening again': 'it lives and ends in memory',
    'two openings at once see one content, and revisions decide between them': 'it is opened once',
  },
);

describeStore({ describe, it }, 'the SQLite store', () => {
  places += 1;
  const path = join(folder, String(places), 'state.db');
  return Promise.resolve({
    open: async () =>
      (await openSqliteStore(path)).match(
        (store) => store,
        (error) => {
          throw new Error(error.message);
        },
      ),
  });
});
