import { createHeap } from './heap.ts';

/** What is due to happen, without timers: the one who looks first lets everything happen that is due. */
export interface Agenda {
  /** `event` is called once, with the time it was due at. Returns a function that calls it off. */
  schedule(at: number, event: (at: number) => void): () => void;
  /** Lets all events happen that are due by `now`, in order, also those that they add. */
  settle(now: number): void;
}

interface Event {
  at: number;
  order: number;
  happen: ((at: number) => void) | undefined;
}

/** An empty agenda. */
export function createAgenda(): Agenda {
  const events = createHeap<Event>(
    (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order),
  );
  let order = 0;
  return {
    schedule(at, happen) {
      const event: Event = { at, order: (order += 1), happen };
      events.push(event);
      return () => {
        event.happen = undefined;
      };
    },
    settle(now) {
      for (let next = events.peek(); next !== undefined && next.at <= now; next = events.peek()) {
        events.pop();
        next.happen?.(next.at);
      }
    },
  };
}
