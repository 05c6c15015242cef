import type { Store } from '@engine-upgrader/core';

/**
 * Somewhere that stores can be opened: a file, a database, a process's memory. Every opening shows the same
 * content, also while another is still open.
 */
export interface StorePlace {
  readonly open: () => Promise<Store>;
}

/** Opens the stores of one place, runs the work on them, and closes them. */
export async function onPlace(
  fresh: () => Promise<StorePlace>,
  work: (open: () => Promise<Store>) => Promise<void>,
): Promise<void> {
  const place = await fresh();
  const opened: Store[] = [];
  try {
    await work(async () => {
      const store = await place.open();
      opened.push(store);
      return store;
    });
  } finally {
    for (const store of opened) await store.close();
  }
}

/** As {@link onPlace}, for the many cases that need one store. */
export function onStore(
  work: (store: Store) => Promise<void>,
): (fresh: () => Promise<StorePlace>) => Promise<void> {
  return (fresh) => onPlace(fresh, async (open) => work(await open()));
}
