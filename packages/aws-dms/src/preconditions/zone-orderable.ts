import { finder, instanceOf, newSettings, type Precondition } from './precondition.ts';

const finding = finder('zone-orderable');

/** The new instance's class can be had in the zone that is wanted; with several zones, in at least two. */
export const zoneOrderable: Precondition = (input) => {
  const settings = newSettings(input);
  const { orderables } = input.survey;
  // Where they could not be read, or lack the class, `class-orderable` says so.
  if (!settings || orderables.sight !== 'seen') return [];
  const { ReplicationInstanceClass: instanceClass, EngineVersion: version } = settings;
  const { AvailabilityZone: zone, MultiAZ: inSeveral } = settings;
  const offers = orderables.value.filter(
    (each) => each.engineVersion === version && each.instanceClass === instanceClass,
  );
  if (offers.length === 0 || (zone === undefined && !inSeveral)) return [];
  const member = instanceOf(input);
  const what = `${instanceClass} on ${version}`;
  if (offers.every(({ zones }) => zones === undefined)) {
    const message = `the cloud does not say in which zones ${what} can be had`;
    return [
      finding('unknown', member, { message, remedy: 'the creation shows it; nothing is stopped before' }),
    ];
  }
  const zones = [...new Set(offers.flatMap((each) => each.zones ?? []))].sort();
  const seen = { zones: zones.join(' ') };
  const wanted = zone ?? 'several zones';
  if (zone === undefined ? zones.length > 1 : zones.includes(zone)) {
    return [finding('passed', member, { message: `${what} can be had in ${wanted}`, seen })];
  }
  const message = `${what} cannot be had in ${wanted}, only in ${zones.join(', ') || 'none'}`;
  const remedy = inSeveral ? 'choose another class with targetClass' : 'choose a zone with targetZone';
  return [finding('failed', member, { message, seen, remedy })];
};
