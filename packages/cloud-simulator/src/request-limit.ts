/** How many requests a service takes from an account in a region. */
export interface RequestLimit {
  /** As many may come at once. */
  capacity: number;
  refillPerSecond: number;
}

/** Token buckets, one for each name. */
export interface RequestLimiter {
  /** Takes a request in, or returns false when the bucket is empty. */
  take(bucket: string, now: number): boolean;
}

/** Buckets that are full at first. */
export function createRequestLimiter(limit: RequestLimit): RequestLimiter {
  const buckets = new Map<string, { level: number; at: number }>();
  return {
    take(name, now) {
      const bucket = buckets.get(name) ?? { level: limit.capacity, at: now };
      buckets.set(name, bucket);
      const refill = (Math.max(0, now - bucket.at) / 1000) * limit.refillPerSecond;
      bucket.level = Math.min(limit.capacity, bucket.level + refill);
      bucket.at = now;
      if (bucket.level < 1) return false;
      bucket.level -= 1;
      return true;
    },
  };
}
