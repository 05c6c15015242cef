import {
  formatReference,
  parsePlan,
  providerOfDocument,
  type Provider,
  type UpgradeError,
  type UpgradePlan,
} from '@engine-upgrader/core';
import { err, errAsync, ok, type Result, ResultAsync } from 'neverthrow';
import { refuseOtherAccount } from './plan-account.ts';
import { type RequestFlags, readRequest } from './request.ts';
import type { Session } from './session.ts';
import { sideBySide } from './side-by-side.ts';
import type { Target } from './target.ts';

/** How many plans are made at the same time. */
const plansAtOnce = 8;

/** A target and the plan for it, or why there is none. */
export interface Planned {
  readonly name: string;
  readonly plan: Result<UpgradePlan<Provider>, UpgradeError>;
}

/**
 * Makes or reads a plan for each target, side by side, each by itself.
 *
 * @param refuse what speaks against a plan for an instance, before it is made
 */
export function makePlans(
  session: Session,
  targets: readonly Target[],
  flags: RequestFlags,
  refuse: (reference: string) => Promise<Result<void, UpgradeError>> = async () => ok(),
): Promise<readonly Planned[]> {
  return sideBySide(targets, plansAtOnce, async (target) =>
    target.target === 'file'
      ? { name: target.path, plan: await readPlan(session, target.path) }
      : { name: target.text, plan: await makePlan(session, target, flags, refuse) },
  );
}

async function makePlan(
  session: Session,
  { reference }: Extract<Target, { target: 'instance' }>,
  flags: RequestFlags,
  refuse: (reference: string) => Promise<Result<void, UpgradeError>>,
): Promise<Result<UpgradePlan<Provider>, UpgradeError>> {
  const provider = await session.reader(reference.provider);
  if (provider.isErr()) return err(provider.error);
  const { entry, upgrader } = provider.value;
  const request = readRequest(reference, flags, entry);
  if (request.isErr()) return err(request.error);
  const refused = await refuse(formatReference(reference));
  return refused.isErr() ? err(refused.error) : upgrader.plan(request.value);
}

function readPlan(session: Session, path: string): ResultAsync<UpgradePlan<Provider>, UpgradeError> {
  return session.io.readFile(path).andThen((text) => {
    const providerId = providerOfDocument(text);
    if (providerId === undefined) return errAsync(noPlan(path));
    return session
      .reader(providerId)
      .andThen((provider) =>
        parsePlan(text, provider.driver).asyncAndThen((plan) =>
          new ResultAsync(refuseOtherAccount(provider, plan)).map(() => plan),
        ),
      )
      .mapErr((error) => ({ ...error, message: `${path}: ${error.message}` }));
  });
}

function noPlan(path: string): UpgradeError {
  const message = `${path} is no plan: it is no JSON, or it is cut short; \`plan --out\` writes one. Nothing was changed`;
  return { kind: 'invalid-document', cause: 'damaged', message };
}
