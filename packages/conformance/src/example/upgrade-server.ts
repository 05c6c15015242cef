import { type StepKind, sightOf } from '@engine-upgrader/core';
import type { Example } from './provider.ts';

/** Upgrades one server by one version. It judges one look; all else is core's business. */
export const upgradeServer: StepKind<Example> = {
  kind: 'upgrade-server',
  idempotent: false,
  needs: (step) => [{ key: step.member }],
  decide: (step, snapshot) => {
    const { server, from, to } = step.input;
    const sight = sightOf(snapshot, step.member);
    if (sight.sight !== 'seen') {
      const message = `${step.member} is no longer there`;
      return { verdict: 'fail', error: { kind: 'not-found', reference: step.member, message } };
    }
    const { version, status } = sight.value;
    if (status === 'upgrading') return { verdict: 'wait', reason: `${server} is upgrading`, moving: true };
    if (version >= to) return { verdict: 'done', evidence: { version, status } };
    if (version === from) {
      return {
        verdict: 'act',
        call: { operation: 'Upgrade', server, version: to },
        reason: `${server} is on ${from}`,
      };
    }
    const message = `${server} is on ${version}, which is neither ${from} nor ${to}`;
    return { verdict: 'fail', error: { kind: 'upgrade-failed', message } };
  },
};
