import { invalidInput, redact, type UpgradeError } from '@engine-upgrader/core';
import { type FleetPlan, type FleetRequest, parseFleetPlan } from '@engine-upgrader/core/fleet';
import { err, ok, Result } from 'neverthrow';
import { type Session, unknownProvider } from '../session.ts';
import { type FleetCarry, readCarry } from './carry.ts';
import { type ReadConfig, readConfig } from './read-config.ts';
import { usualProfiles, withProfile } from './sources.ts';

/** What a fleet command was given: a plan, or what a plan is to be made of. */
export type FleetTarget =
  | { readonly target: 'plan'; readonly plan: FleetPlan; readonly carry: FleetCarry }
  | ({ readonly target: 'request' } & ReadConfig);

const parseJson = Result.fromThrowable(
  (text: string): unknown => JSON.parse(text),
  (thrown) => (thrown instanceof Error ? thrown.message : String(thrown)),
);

/** Reads a plan or a configuration file, by what is in it. */
export async function readFleetFile(
  session: Session,
  path: string,
): Promise<Result<FleetTarget, UpgradeError>> {
  const { io, settings } = session;
  const text = await io.readFile(path);
  if (text.isErr()) return err(text.error);
  const parsed = parseJson(text.value);
  if (parsed.isErr()) {
    return err(
      invalidInput('config', redact(`${path} is no JSON: ${parsed.error}. Nothing was read or changed`)),
    );
  }
  const value = parsed.value;
  if (typeof value === 'object' && value !== null && 'format' in value) {
    return parseFleetPlan(value)
      .andThen((plan) =>
        readCarry(plan, io.providers).map((carry): FleetTarget => ({ target: 'plan', plan, carry })),
      )
      .mapErr((error) => ({ ...error, message: `${path}: ${error.message}` }));
  }
  return readConfig(path, value, io.providers).map(({ request, carry: { profiles, hooks } }) => ({
    target: 'request',
    request,
    carry: { hooks, profiles: profiles.map((profile) => withProfile(profile, settings.profiles)) },
  }));
}

/** Reads beginnings of references: the logins are those that each cloud's own chain finds. */
export function readBeginnings(
  session: Session,
  texts: readonly string[],
): Result<FleetTarget, UpgradeError> {
  const { io, settings } = session;
  const providers = Result.combine(texts.map((text) => providerOf(session, text)));
  return providers.map((named) => {
    const request: Omit<FleetRequest, 'to'> = { name: 'fleet', select: { references: texts } };
    const wanted = io.providers.map(({ id }) => id).filter((id) => named.includes(id));
    return {
      target: 'request',
      request,
      carry: { profiles: usualProfiles(wanted, settings.profiles), hooks: {} },
    };
  });
}

function providerOf({ io }: Session, text: string): Result<string, UpgradeError> {
  const [, id] = /^([a-z][a-z0-9-]*)(?:$|:)/.exec(text) ?? [];
  if (io.providers.some((entry) => entry.id === id)) return ok(id ?? '');
  if (id !== undefined && text.includes('://')) return err(unknownProvider(io.providers, id));
  const right =
    'right is a fleet file, a provider, or the beginning of a reference such as aws-dms://us-east-1/';
  return err(
    invalidInput(
      'target',
      redact(`"${text.slice(0, 200)}" is no file and no beginning of a reference; ${right}`),
    ),
  );
}
