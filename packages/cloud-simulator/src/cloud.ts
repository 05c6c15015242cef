import type { CloudAnswer, CloudCall } from './answer.ts';
import type { Clock } from './clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import { answerInstead, type Disturbance, disturbance, disturbedAnswer, requestIds } from './disturbed.ts';
import type { DmsService } from './dms/index.ts';
import { createGateway } from './gateway.ts';
import { createJournal, type Journal } from './journal.ts';
import { seededRandom } from './random.ts';
import type { RdsService } from './rds/index.ts';
import { codeOf, recordedCall } from './recorded-call.ts';
import type { CloudService, ReadView } from './service.ts';
import { createServices } from './services.ts';

/** Both clouds. */
export interface Cloud {
  /** Makes a call. Never rejects: what goes wrong is in the answer. */
  call(call: CloudCall): Promise<CloudAnswer>;
  readonly clock: Clock;
  /** What really happened until now, in order of time. */
  readonly journal: Journal;
  readonly rds: RdsService;
  readonly dms: DmsService;
}

const fresh: ReadView = { staleBy: 0, missing: undefined };

/**
 * Both clouds on one clock.
 *
 * @example
 * ```ts
 * const clock = simulatedClock();
 * const cloud = createCloud({ clock, random: seededRandom(1) });
 * const answer = await clock.run(() => cloud.call({
 *   service: 'rds', region: 'cn-hangzhou', action: 'DescribeDBInstances', parameters: { RegionId: 'cn-hangzhou' },
 * }));
 * ```
 */
export function createCloud(options: CloudOptions): Cloud {
  const { clock, faults, latency, staleness = 30_000, timeout = 10_000 } = options;
  const random = options.random ?? seededRandom(0);
  const draws = random.fork('cloud');
  const requestId = requestIds(draws);
  const gateway = createGateway(options, requestId);
  const journal = createJournal();
  const services = createServices(options, random, journal);

  /** Lets both services catch up, so that the journal is in order of time. */
  const settle = (): void => {
    const each: readonly CloudService[] = [services.rds, services.dms];
    for (const service of each) service.settle?.(clock.now());
  };

  const viewOf = (disturbed: Disturbance): ReadView => ({
    staleBy: disturbed.named.has('stale-read') ? draws.integer(1, staleness) : 0,
    missing: disturbed.named.has('missing-item') ? draws : undefined,
  });

  /** Carries a call out, and records it. What it returns is on its way back. */
  const carryOut = (call: CloudCall, disturbed: Disturbance | undefined): CloudAnswer => {
    settle();
    const now = clock.now();
    const entry = recordedCall(call, now);
    journal.record(entry);
    const instead = disturbed === undefined ? undefined : answerInstead(call, disturbed, requestId);
    const view = disturbed === undefined ? fresh : viewOf(disturbed);
    const answer = instead ?? gateway(call, now) ?? services[call.service].handle(call, now, view);
    entry.detail['code'] = codeOf(answer);
    if (disturbed === undefined) return answer;
    const seen = disturbedAnswer(answer, disturbed);
    entry.detail['faults'] = [...disturbed.named];
    if (seen !== answer) entry.detail['answered'] = codeOf(seen);
    return seen;
  };

  return {
    clock,
    get journal() {
      settle();
      return journal;
    },
    ...services,
    async call(call) {
      const planned = faults?.(call, clock.now()) ?? [];
      const disturbed = planned.length === 0 ? undefined : disturbance(planned);
      const underway = (latency?.(call) ?? 0) / 2 + (disturbed?.delay ?? 0);
      if (underway > 0) await clock.sleep(underway);
      const answer = carryOut(call, disturbed);
      const lasting = answer.kind === 'lost' && answer.reason === 'timeout' ? underway + timeout : underway;
      if (lasting > 0) await clock.sleep(lasting);
      return answer;
    },
  };
}
