import { err, ok, Result } from 'neverthrow';
import type { z } from 'zod/mini';
import type { Driver } from '../contract/driver.ts';
import { type InvalidDocumentError, redact } from '../contract/errors.ts';
import { type UpgradePlan, planFormatVersion } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import { type UpgradeHandle, handleFormatVersion } from '../contract/run.ts';
import { digestOf } from '../engine/canonical.ts';
import { reportStepId } from '../engine/run/state.ts';
import { checkShape } from './check-shape.ts';
import { handleSchema, planSchema } from './schema.ts';

type Kind = 'plan' | 'handle';
const newest = { plan: planFormatVersion, handle: handleFormatVersion } as const;

/** Writes a plan or a handle as JSON text, two spaces deep. `parsePlan` and `parseHandle` read it back. */
export function serialise(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads a plan from JSON text or from an object that came from elsewhere.
 *
 * @returns the plan, or an `invalid-document` error: damaged, edited, from a newer release, or of another provider
 */
export function parsePlan<P extends Provider>(
  input: unknown,
  driver: Driver<P>,
): Result<UpgradePlan<P>, InvalidDocumentError> {
  return unlessThrown('plan', () => readPlan(input, driver));
}

function readPlan<P extends Provider>(
  input: unknown,
  driver: Driver<P>,
): Result<UpgradePlan<P>, InvalidDocumentError> {
  return read(input, 'plan', planSchema, driver.provider).andThen((plan) => {
    if (digestOf(plan) !== plan.digest) {
      return err(
        invalid('edited', 'the plan was edited after it was made; make a new one. Nothing was changed'),
      );
    }
    return validSteps(plan, driver, 'plan').map(() => plan as UpgradePlan<P>);
  });
}

/**
 * Reads a handle from JSON text or from an object that came from elsewhere.
 *
 * @returns the handle, or an `invalid-document` error: damaged, from a newer release, or of another provider
 */
export function parseHandle<P extends Provider>(
  input: unknown,
  driver: Driver<P>,
): Result<UpgradeHandle<P>, InvalidDocumentError> {
  return unlessThrown('handle', () => readHandle(input, driver));
}

function readHandle<P extends Provider>(
  input: unknown,
  driver: Driver<P>,
): Result<UpgradeHandle<P>, InvalidDocumentError> {
  return read(input, 'handle', handleSchema, driver.provider).andThen((handle) => {
    const { plan } = handle.run;
    if (plan.provider !== handle.provider) return err(damaged('handle', 'its plan is for another provider'));
    const known = new Set([...plan.steps.map((step) => step.id), reportStepId]);
    const stranger = Object.keys(handle.steps).find((id) => !known.has(id));
    if (stranger !== undefined) return err(damaged('handle', `its plan has no step ${quoted(stranger)}`));
    const missing = [...known].find((id) => !handle.steps[id]);
    if (missing !== undefined)
      return err(damaged('handle', `the memory of step ${quoted(missing)} is missing`));
    if (digestOf(plan) !== plan.digest) {
      return err(invalid('edited', 'the plan inside the handle was edited. Nothing was changed'));
    }
    return validSteps(plan, driver, 'handle')
      .map(() => handle as UpgradeHandle<P>)
      .andThen((valid) => validCalls(valid, driver));
  });
}

/** A stored call goes out as it is: a handle may not bring one that is about something else. */
function validCalls<P extends Provider>(
  handle: UpgradeHandle<P>,
  driver: Driver<P>,
): Result<UpgradeHandle<P>, InvalidDocumentError> {
  const odd = handle.run.plan.steps.find(({ id, input }) => {
    const intent = handle.steps[id]?.intent;
    return intent && driver.validCall?.(input, intent.call) === false;
  });
  return odd ? err(damaged('handle', `the call of step ${quoted(odd.id)} is none of that step`)) : ok(handle);
}

/** The provider that a document is for, as far as it can be told without its driver. */
export function providerOfDocument(input: unknown): string | undefined {
  const value = typeof input === 'string' ? asJson(input).unwrapOr(undefined) : input;
  if (value === null || typeof value !== 'object' || !('provider' in value)) return undefined;
  return typeof value.provider === 'string' ? value.provider : undefined;
}

const asJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

/** A document that is deeper than the stack, or holds itself, makes its readers throw. */
function unlessThrown<T>(
  kind: Kind,
  reader: () => Result<T, InvalidDocumentError>,
): Result<T, InvalidDocumentError> {
  try {
    return reader();
  } catch {
    return err(damaged(kind, 'it cannot be read'));
  }
}

function read<T extends { readonly provider: string }>(
  input: unknown,
  kind: Kind,
  schema: z.ZodMiniType<T>,
  provider: string,
): Result<T, InvalidDocumentError> {
  const value = typeof input === 'string' ? asJson(input).unwrapOr(undefined) : input;
  if (value === null || typeof value !== 'object')
    return err(damaged(kind, 'it is no JSON object; is it cut short?'));
  const format = 'format' in value ? value.format : undefined;
  if (format !== `engine-upgrader/${kind}`) return err(damaged(kind, `its format is ${quoted(format)}`));
  const version = 'formatVersion' in value ? value.formatVersion : undefined;
  if (typeof version === 'number' && version > newest[kind]) {
    const message = `the ${kind} has format ${version}, newer than the ${newest[kind]} this release knows; use a newer release. Nothing was changed`;
    return err(invalid('newer-format', message));
  }
  const parsed = checkShape(schema, value);
  if (parsed.isErr()) {
    const { field, message } = parsed.error;
    return err(damaged(kind, `${field || 'it'}: ${message}`));
  }
  if (parsed.value.provider !== provider) {
    const message = `the ${kind} is for ${quoted(parsed.value.provider)}, not for ${provider}. Nothing was changed`;
    return err(invalid('another-provider', message));
  }
  return ok(parsed.value);
}

function validSteps<P extends Provider>(
  plan: z.infer<typeof planSchema>,
  driver: Driver<P>,
  kind: Kind,
): Result<void, InvalidDocumentError> {
  const ids = new Set<string>();
  for (const step of plan.steps) {
    if (ids.has(step.id) || step.id === reportStepId)
      return err(damaged(kind, `step ${quoted(step.id)} is there twice`));
    if (!step.after.every((id) => ids.has(id)))
      return err(damaged(kind, `step ${quoted(step.id)} comes before one it waits for`));
    if (!driver.validStep(step.input))
      return err(damaged(kind, `step ${quoted(step.id)} is none of ${driver.provider}`));
    ids.add(step.id);
  }
  return ok(undefined);
}

function invalid(cause: InvalidDocumentError['cause'], message: string): InvalidDocumentError {
  return { kind: 'invalid-document', cause, message };
}

/** Something out of the document, fit for one line. */
function quoted(value: unknown): string {
  return redact(typeof value === 'string' ? `"${value.slice(0, 60)}"` : typeof value);
}

function damaged(kind: Kind, what: string): InvalidDocumentError {
  return invalid('damaged', `this is no ${kind} that can be used: ${redact(what)}. Nothing was changed`);
}
