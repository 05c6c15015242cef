import { err, ok, Result } from 'neverthrow';
import { type InvalidInputError, invalidInput } from '../contract/errors.ts';
import type { Wave } from './plan.ts';
import type { FleetRequest, Tags, WaveRequest } from './request.ts';
import { hasTags } from './select.ts';
import { instancesOf } from './shares.ts';

/** An instance that a wave may take. */
export interface Candidate {
  readonly key: string;
  readonly tags: Tags | undefined;
  /** Whether its cloud compares tags so. */
  readonly tagsIgnoreCase?: boolean;
}

/**
 * Puts instances into waves: the canary first, then each wave in its order, and last what none has taken. Pure.
 *
 * @returns the waves that have instances; an error for a size that cannot be, and for two waves whose tags name
 * the same instance
 */
export function assignWaves(
  candidates: readonly Candidate[],
  { canary = {}, waves = [] }: Pick<FleetRequest, 'canary' | 'waves'>,
): Result<readonly Wave[], InvalidInputError> {
  const wanted = withCanary(candidates.length, canary, waves);
  const overlap = overlapOf(candidates, wanted);
  if (overlap) return err(overlap);
  const tooMuch = moreThanAll(wanted);
  if (tooMuch) return err(tooMuch);
  const left = new Map(candidates.map((candidate) => [candidate.key, candidate]));
  // What a later wave names by its tags is not for an earlier one that takes any.
  const named = new Map(
    wanted.map((wave) => [
      wave,
      new Set(wave.tags ? candidates.filter(isOf(wave)).map(({ key }) => key) : []),
    ]),
  );
  const reserved = new Set([...named.values()].flatMap((keys) => [...keys]));
  const assigned = wanted.map((wave): Result<Wave, InvalidInputError> => {
    const own = named.get(wave) ?? new Set();
    const open = [...left.values()].filter(({ key }) => (wave.tags ? own.has(key) : !reserved.has(key)));
    // Where tags name every instance, the canary is one of those.
    const free = wave.isCanary && !wave.tags && open.length === 0 ? [...left.values()] : open;
    const size =
      wave.size === undefined
        ? ok(free.length)
        : instancesOf(`size of ${wave.name}`, wave.size, candidates.length, 1);
    return size.map((most) => {
      const instances = free.slice(0, most).map(({ key }) => key);
      for (const key of instances) left.delete(key);
      for (const key of own) reserved.delete(key);
      return { name: wave.name, instances, bake: wave.bake ?? 0 };
    });
  });
  return Result.combine(assigned).map((taken) => {
    const name = wanted.some((wave) => wave.name === 'rest') ? 'all that are left' : 'rest';
    const rest: Wave = { name, instances: [...left.keys()], bake: 0 };
    return [...taken, rest].filter(({ instances }) => instances.length > 0);
  });
}

type NamedWave = WaveRequest & { readonly name: string; readonly isCanary?: true };

function withCanary(
  all: number,
  canary: Exclude<FleetRequest['canary'], undefined>,
  waves: readonly WaveRequest[],
): readonly NamedWave[] {
  const named = waves.map((wave, index) => ({ ...wave, name: wave.name ?? `wave ${index + 1}` }));
  if (canary === false || (all < 2 && Object.keys(canary).length === 0)) return named;
  const size = canary.size ?? (canary.tags ? undefined : 1);
  return [{ ...canary, ...(size === undefined ? {} : { size }), name: 'canary', isCanary: true }, ...named];
}

function isOf({ tags }: WaveRequest): (candidate: Candidate) => boolean {
  return (candidate) => hasTags(candidate.tags, tags, candidate.tagsIgnoreCase);
}

function overlapOf(
  candidates: readonly Candidate[],
  waves: readonly NamedWave[],
): InvalidInputError | undefined {
  const names = new Set<string>();
  for (const { name } of waves) {
    if (names.has(name))
      return invalidInput('waves', `two waves are named "${name}"; each needs its own name`);
    names.add(name);
  }
  const tagged = waves.filter(({ tags }) => tags);
  for (const candidate of candidates) {
    const [one, other] = tagged.filter((wave) => isOf(wave)(candidate));
    if (one && other) {
      const message = `waves "${one.name}" and "${other.name}" overlap: the tags of both name ${candidate.key}; each instance can be in one wave`;
      return invalidInput('waves', message);
    }
  }
  const open = waves.findIndex(({ tags, size }) => !tags && size === undefined);
  const after = open < 0 ? undefined : waves.slice(open + 1).find(({ tags }) => !tags);
  if (after) {
    const message = `wave "${waves[open]?.name}" has neither size nor tags and takes all that are left; "${after.name}" after it would be empty`;
    return invalidInput('waves', message);
  }
  return undefined;
}

function moreThanAll(waves: readonly NamedWave[]): InvalidInputError | undefined {
  const parts = waves.flatMap(({ size }) => (typeof size === 'string' ? [Number.parseFloat(size)] : []));
  const sum = parts.reduce((total, part) => total + part, 0);
  if (!(sum > 100)) return undefined;
  return invalidInput('waves', `the waves come to ${sum}% of all instances; right is 100% at most`);
}
