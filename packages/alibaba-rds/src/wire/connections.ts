/** Bounds how many requests are under way: the official clients do not. */
export interface Connections {
  /** Waits for a place. */
  enter(): Promise<void>;
  /** Takes a place only if one is free. */
  tryEnter(): boolean;
  leave(): void;
}

/** Makes places for so many requests. */
export function connections(most: number): Connections {
  const waiting: (() => void)[] = [];
  let free = most;
  const tryEnter = (): boolean => {
    if (free === 0) return false;
    free -= 1;
    return true;
  };
  return {
    tryEnter,
    enter: () =>
      tryEnter()
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    leave: () => {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
