import type { Scope } from '../contract/plan.ts';

/** A scope as the key of its lease. */
export function formatScope(scope: Scope): string {
  return `${scope.provider}/${scope.account}/${scope.region}`;
}
