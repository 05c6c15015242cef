/** A queue that gives the least item first. */
export interface Heap<T> {
  push(item: T): void;
  /** Takes out the least item. */
  pop(): T | undefined;
  peek(): T | undefined;
}

/** A binary heap; `before` says which of two items comes out first. */
export function createHeap<T>(before: (one: T, other: T) => boolean): Heap<T> {
  const items: T[] = [];

  const rise = (item: T): void => {
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent] as T;
      if (!before(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  };

  const sink = (item: T): void => {
    let index = 0;
    while (true) {
      let child = 2 * index + 1;
      if (child >= items.length) break;
      const right = child + 1;
      if (right < items.length && before(items[right] as T, items[child] as T)) child = right;
      const below = items[child] as T;
      if (!before(below, item)) break;
      items[index] = below;
      index = child;
    }
    items[index] = item;
  };

  return {
    push: rise,
    peek: () => items[0],
    pop: () => {
      const least = items[0];
      const last = items.pop();
      if (items.length > 0) sink(last as T);
      return least;
    },
  };
}
