import { err, ok, Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { Reach } from '../contract/driver.ts';
import { invalidInput, type UpgradeError } from '../contract/errors.ts';
import { planFormatVersion, type UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import { type InstanceRef, formatReference, parseReference } from '../contract/reference.ts';
import type { ResolvedRequest } from '../contract/driver.ts';
import type { UpgradeRequest } from '../contract/request.ts';
import { checkShape } from '../document/check-shape.ts';
import { digestOf } from './canonical.ts';
import type { Engine } from './engine.ts';

const requestSchema = z.strictObject({
  reference: z.union([
    z.string(),
    z.strictObject({ provider: z.string(), region: z.string(), id: z.string() }),
  ]),
  to: z.string().check(z.minLength(1), z.maxLength(40)),
  effectiveTime: z.optional(z.enum(['immediate', 'maintenance-window'])),
  onlyThis: z.optional(z.boolean()),
  options: z.optional(z.looseObject({})),
});

/** Checks a reference: its form, and that it is one of this provider. */
export function resolveReference(
  reference: InstanceRef | string,
  provider: string,
): Result<InstanceRef, UpgradeError> {
  const text = typeof reference === 'string' ? reference : formatReference(reference);
  return parseReference(text).andThen((parsed) =>
    parsed.provider === provider
      ? ok(parsed)
      : err(
          invalidInput(
            'reference',
            `"${text}" is no instance of ${provider}; right is ${provider}://REGION/ID`,
          ),
        ),
  );
}

/** Checks a request: nothing unknown in it, and defaults filled in. */
export function resolveRequest<P extends Provider>(
  request: UpgradeRequest<P>,
  provider: string,
): Result<ResolvedRequest<P>, UpgradeError> {
  const checked = checkShape(requestSchema, request);
  if (checked.isErr()) {
    const field = checked.error.field || 'request';
    return err(invalidInput(field, `${field}: ${checked.error.message}; nothing was read or changed`));
  }
  return resolveReference(request.reference, provider).map((reference) => ({
    reference,
    to: request.to,
    effectiveTime: request.effectiveTime ?? 'immediate',
    onlyThis: request.onlyThis ?? false,
    options: request.options,
  }));
}

/** Makes a plan: reads, then decides what would happen. Changes nothing. */
export async function makePlan<P extends Provider>(
  engine: Engine<P>,
  request: UpgradeRequest<P>,
  reach: Reach,
): Promise<Result<UpgradePlan<P>, UpgradeError>> {
  const { driver, clock, randomness } = engine;
  const resolved = resolveRequest(request, driver.provider);
  if (resolved.isErr()) return err(resolved.error);
  const survey = await driver.survey(resolved.value, reach);
  if (survey.isErr()) return err(survey.error);
  const createdAt = clock.now();
  const draft = driver.draft(resolved.value, survey.value, createdAt);
  if (draft.isErr()) return err(draft.error);
  const plan: Omit<UpgradePlan<P>, 'digest'> = {
    format: 'engine-upgrader/plan',
    formatVersion: planFormatVersion,
    id: randomness.id(),
    provider: driver.provider,
    scope: driver.scope(resolved.value.reference),
    reference: formatReference(resolved.value.reference),
    createdAt,
    effectiveTime: resolved.value.effectiveTime,
    findings: driver.preconditions(resolved.value, survey.value, draft.value, createdAt),
    ...draft.value,
  };
  return ok({ ...plan, digest: digestOf(plan) });
}
