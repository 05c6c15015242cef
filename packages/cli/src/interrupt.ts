import type { Io } from './io.ts';

/** What is said at Ctrl-C while work is held. */
export interface InterruptNotice {
  /** At the first, which stops at a safe point. */
  readonly stopping: string;
  /** At the second, which leaves at once: how to go on. */
  readonly left: () => string;
}

/** What Ctrl-C does: the first stops at a safe point, the second leaves at once. */
export interface Interrupt {
  /** Resolves when the process is to end at once. */
  readonly leave: Promise<void>;
  /**
   * Carries work out that Ctrl-C may not cut short: the first aborts the signal, the second leaves. While nothing
   * is held, the first leaves.
   */
  hold<T>(notice: InterruptNotice, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Carries work out in which Ctrl-C is another program's business. */
  ignoreDuring<T>(work: () => Promise<T>): Promise<T>;
  /** Stops listening. */
  close(): void;
}

/** Listens to Ctrl-C. */
export function listenToInterrupts(io: Io): Interrupt {
  const left = Promise.withResolvers<void>();
  const controller = new AbortController();
  const held = new Set<InterruptNotice>();
  let ignored = false;
  const close = io.onInterrupt(() => {
    if (ignored) return;
    if (held.size > 0 && !controller.signal.aborted) {
      for (const { stopping } of held) io.stderr.write(stopping);
      controller.abort();
      return;
    }
    io.stderr.write('\n');
    for (const notice of held) io.stderr.write(notice.left());
    left.resolve();
  });
  return {
    leave: left.promise,
    close,
    async hold(notice, work) {
      held.add(notice);
      try {
        return await work(controller.signal);
      } finally {
        held.delete(notice);
      }
    },
    async ignoreDuring(work) {
      ignored = true;
      try {
        return await work();
      } finally {
        ignored = false;
      }
    },
  };
}
