interface Version<T> {
  readonly from: number;
  readonly value: T | undefined;
}

/** Older states than these are forgotten. */
const remembered = 24;

/**
 * One resource's shape through time. The truth is what changes act on; a read sees what was visible at the
 * moment it asks about, which can be older.
 */
export class Recorded<T> {
  #versions: Version<T>[];

  constructor(value: T, visibleFrom: number) {
    this.#versions = [{ from: visibleFrom, value }];
  }

  /** The present state; undefined once the resource is gone. */
  get truth(): T | undefined {
    return this.#versions[this.#versions.length - 1]?.value;
  }

  /** What a read that asks about this moment sees. */
  at(moment: number): T | undefined {
    for (let index = this.#versions.length - 1; index >= 0; index -= 1) {
      const version = this.#versions[index];
      if (version !== undefined && version.from <= moment) return version.value;
    }
    return undefined;
  }

  /** Changes the truth; reads see it from `visibleFrom` on, but not before any earlier change. */
  set(value: T | undefined, visibleFrom: number): void {
    const last = this.#versions[this.#versions.length - 1];
    this.#versions.push({ from: Math.max(visibleFrom, last?.from ?? visibleFrom), value });
    if (this.#versions.length <= remembered) return;
    const forgotten = this.#versions.shift();
    const oldest = this.#versions[0];
    // An older read sees the oldest state that is remembered, not that there was none.
    if (forgotten !== undefined && oldest !== undefined) {
      this.#versions[0] = { from: forgotten.from, value: oldest.value };
    }
  }
}
