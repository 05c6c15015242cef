import type { Result } from 'neverthrow';
import type { Driver, Reach } from '../contract/driver.ts';
import type { UpgradeError } from '../contract/errors.ts';
import type { Instance, InstanceFilter } from '../contract/instance.ts';
import type { Provider } from '../contract/provider.ts';
import { systemClock, systemRandomness } from '../system.ts';
import { freshMeter } from './budget.ts';
import type { Engine } from './engine.ts';
import { guardedListing } from './guard.ts';
import { patientReach } from './patient-reach.ts';

/** What a listing reaches the cloud with. It may be of many regions: it has a budget of its own. */
export function listingReach<P extends Provider>({
  driver,
  clock,
  randomness,
}: Pick<Engine<P>, 'driver' | 'clock' | 'randomness'>): Reach {
  return patientReach({ clock, randomness }, freshMeter(driver, clock));
}

/**
 * Lists the instances of a driver: what an upgrader's `instances` does, for those who need nothing else of it.
 * Nothing in it throws: a listing that fails halfway yields its error last.
 *
 * @param ports default: the machine's
 *
 * @example
 * ```ts
 * for await (const instance of listInstances(createAlibabaRdsDriver(), { regions: ['cn-hangzhou'] })) {
 *   if (instance.isOk()) console.log(instance.value.url, instance.value.version);
 * }
 * ```
 */
export function listInstances<P extends Provider>(
  driver: Driver<P>,
  filter: InstanceFilter = {},
  {
    clock = systemClock(),
    randomness = systemRandomness(),
  }: Partial<Pick<Engine<P>, 'clock' | 'randomness'>> = {},
): AsyncIterable<Result<Instance<P>, UpgradeError>> {
  return guardedListing(driver.list(filter, listingReach({ driver, clock, randomness })));
}
