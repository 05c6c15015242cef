import type { CloudOptions } from '@engine-upgrader/cloud-simulator';
import { serveJournal } from './journal-server.ts';
import type { SimulatedEndpoints } from './environment.ts';

/** What the simulation is like. */
export interface SimulationOptions {
  /** Simulated seconds in a real one. */
  readonly speed: number;
  readonly seed: number;
  /** Default: the simulator's own fleet. */
  readonly fleet?: NonNullable<CloudOptions['fleet']>;
}

/** Serves the simulated clouds on loopback. */
export async function serveSimulation(
  options: SimulationOptions,
): Promise<{ readonly endpoints: SimulatedEndpoints; close(): Promise<void> }> {
  const { createCloud, realClock, seededRandom, serveCloud } = await import(
    '@engine-upgrader/cloud-simulator'
  );
  const { speed, seed, fleet } = options;
  const clock = realClock({ speed });
  const cloud = createCloud({ clock, random: seededRandom(seed), ...(fleet === undefined ? {} : { fleet }) });
  const [clouds, journal] = await Promise.all([serveCloud(cloud), serveJournal(() => cloud.journal.entries)]);
  return {
    endpoints: { ...clouds.endpoints, aws: clouds.dmsEndpoint, journal: journal.url },
    async close() {
      await Promise.all([clouds.close(), journal.close()]);
    },
  };
}
