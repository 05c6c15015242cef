/** What a remembered token was used for. */
export interface RememberedToken {
  parameters: string;
  taskId: string;
}

/** The client tokens that the service remembers, by region. */
export interface TokenMemory {
  recall(region: string, token: string, now: number): RememberedToken | undefined;
  remember(region: string, token: string, used: RememberedToken, until: number): void;
}

/** An empty memory. */
export function createTokenMemory(): TokenMemory {
  const memory = new Map<string, RememberedToken & { until: number }>();
  return {
    recall(region, token, now) {
      const remembered = memory.get(`${region}/${token}`);
      return remembered !== undefined && now < remembered.until ? remembered : undefined;
    },
    remember(region, token, used, until) {
      memory.set(`${region}/${token}`, { ...used, until });
    },
  };
}
