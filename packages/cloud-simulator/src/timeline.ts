/** What a thing was, and since when; kept so that a late reader can be shown an older state. */
export interface Timeline<T> {
  /** The latest value; undefined once it is gone. */
  readonly latest: T | undefined;
  /** The value as of a time: undefined before it came to be, and after it went. */
  asOf(at: number): T | undefined;
  /** From `at` on the value is this; a time before the latest change counts as that change's time. */
  put(at: number, value: T | undefined): void;
}

/** Older states than these many are forgotten; the oldest kept one then stands for them. */
const kept = 32;

/** A timeline that begins with `value`, at `at` or, without it, at the beginning of time. */
export function createTimeline<T>(value: T | undefined, at: number = Number.NEGATIVE_INFINITY): Timeline<T> {
  const times = [at];
  const values = [value];
  return {
    get latest() {
      return values[values.length - 1];
    },
    asOf(when) {
      for (let index = times.length - 1; index >= 0; index -= 1) {
        if ((times[index] as number) <= when) return values[index];
      }
      return undefined;
    },
    put(when, next) {
      const last = times[times.length - 1] as number;
      times.push(Math.max(last, when));
      values.push(next);
      if (times.length > kept) {
        times.shift();
        values.shift();
        if (times[0] !== undefined && at === Number.NEGATIVE_INFINITY) times[0] = at;
      }
    },
  };
}
