import type { Random } from '@engine-upgrader/cloud-simulator';
import type { Randomness } from '@engine-upgrader/core';

/** Core's randomness from a seed. */
export function randomnessFrom(random: Random): Randomness {
  return { next: () => random.next(), id: () => random.hex(32) };
}
