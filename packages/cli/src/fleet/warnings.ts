import { blockingFindings, type Finding } from '@engine-upgrader/core';
import type { FleetInstance } from '@engine-upgrader/core/fleet';

/** A warning that several instances may have: one of its findings, and those instances. */
export interface FleetWarning {
  readonly finding: Finding;
  readonly instances: readonly string[];
}

/** The warnings of a fleet's plans that are not accepted, each once. Pure. */
export function warningsOf(
  instances: readonly FleetInstance[],
  accepted: readonly string[] | 'all' = [],
): readonly FleetWarning[] {
  const found = new Map<string, { finding: Finding; instances: Set<string> }>();
  for (const { key, plan } of instances) {
    for (const finding of blockingFindings(plan.findings, accepted).unaccepted) {
      const known = found.get(finding.name) ?? { finding, instances: new Set() };
      known.instances.add(key);
      found.set(finding.name, known);
    }
  }
  return [...found.values()].map(({ finding, instances: keys }) => ({ finding, instances: [...keys] }));
}
