import type { Agenda } from '../agenda.ts';
import type { Journal } from '../journal.ts';
import type { Random } from '../random.ts';
import { createTimeline, type Timeline } from '../timeline.ts';
import type { RdsInstance } from './instance.ts';
import type { RdsSwitches } from './switches.ts';
import type { RdsTask, UpgradeOutcome } from './task.ts';
import type { TokenMemory } from './tokens.ts';

/** How long things take, in milliseconds of the cloud's clock. */
export interface RdsDurations {
  /** An upgrade of one instance. */
  upgrade: number;
  /** The part, from 0 to 1, by which a duration may be longer or shorter. */
  variation: number;
}

/** Everything that the RDS half knows. */
export interface RdsState {
  readonly switches: RdsSwitches;
  readonly durations: RdsDurations;
  readonly random: Random;
  readonly journal: Journal;
  readonly agenda: Agenda;
  readonly instances: Map<string, Timeline<RdsInstance>>;
  /** Ids by region, in the order of their creation; also of instances that are gone. */
  readonly regions: Map<string, string[]>;
  readonly tasks: RdsTask[];
  readonly tokens: TokenMemory;
  /** What the next upgrades of an instance will do, in order. */
  readonly outcomes: Map<string, UpgradeOutcome[]>;
  /** The latest time at which anybody looked; time never goes back here. */
  now: number;
}

/** The instance as it really is, if it exists. */
export function truth(state: RdsState, id: string): RdsInstance | undefined {
  return state.instances.get(id)?.latest;
}

/** Changes fields of an instance from `at` on. */
export function change(state: RdsState, id: string, at: number, fields: Partial<RdsInstance>): void {
  const timeline = state.instances.get(id);
  if (timeline?.latest !== undefined) timeline.put(at, { ...timeline.latest, ...fields });
}

/** Adds an instance, and enters it with its primary. Without `at` it was always there. */
export function add(state: RdsState, instance: RdsInstance, at?: number): void {
  const timeline =
    at === undefined ? createTimeline<RdsInstance>(instance) : createTimeline<RdsInstance>(undefined);
  if (at !== undefined) timeline.put(at, instance);
  state.instances.set(instance.id, timeline);
  const ids = state.regions.get(instance.region);
  if (ids === undefined) state.regions.set(instance.region, [instance.id]);
  else if (!ids.includes(instance.id)) ids.push(instance.id);
}

/** Enters with its primary an instance that has been added. */
export function attach(state: RdsState, member: RdsInstance, at: number): void {
  const primary = member.primary === undefined ? undefined : truth(state, member.primary);
  if (primary === undefined) return;
  change(
    state,
    primary.id,
    at,
    member.type === 'Guard'
      ? { guards: [...primary.guards, { id: member.id, region: member.region }] }
      : { readOnlyIds: [...primary.readOnlyIds, member.id] },
  );
}

/** Takes an instance away, also from its primary's lists. */
export function remove(state: RdsState, id: string, at: number): void {
  const instance = truth(state, id);
  if (instance === undefined) return;
  state.instances.get(id)?.put(at, undefined);
  const primary = instance.primary === undefined ? undefined : truth(state, instance.primary);
  if (primary === undefined) return;
  change(state, primary.id, at, {
    readOnlyIds: primary.readOnlyIds.filter((other) => other !== id),
    guards: primary.guards.filter((other) => other.id !== id),
  });
}

/** The read-only and disaster-recovery instances of a primary, as they really are. */
export function membersOf(state: RdsState, primary: RdsInstance): RdsInstance[] {
  return [...primary.readOnlyIds, ...primary.guards.map((guard) => guard.id)]
    .map((id) => truth(state, id))
    .filter((member) => member !== undefined);
}
