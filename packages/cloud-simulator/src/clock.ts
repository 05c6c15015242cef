/** Time as the simulator sees it: milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  /** Resolves after that much time on this clock. Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
