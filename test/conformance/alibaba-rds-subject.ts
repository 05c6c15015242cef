import { type AlibabaRds, createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import {
  createCloud,
  type Fault,
  seededRandom,
  simulatedClock,
  simulatedReplicatorPassword,
} from '@engine-upgrader/cloud-simulator';
import type { ConformanceSubject, Disturbance } from '@engine-upgrader/conformance';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';

const busy: Fault = {
  refuse: {
    status: 403,
    code: 'IncorrectDBInstanceState',
    message: 'Current DB instance state does not support this operation.',
  },
};
const idOf = (member: string): string => member.split('/').at(-1) ?? '';
const faultOf: Readonly<Record<Disturbance, Fault>> = {
  throttled: 'throttle',
  busy,
  'lost-before': 'lost-before',
  'lost-after': 'lost-after',
};

/** The ApsaraDB RDS driver on the family of the default fleet, over the simulated cloud. */
export const alibabaRdsSubject: ConformanceSubject<AlibabaRds> = {
  name: 'the ApsaraDB RDS driver',
  policy: { settle: 60_000 },
  open: () => {
    const clock = simulatedClock();
    const random = seededRandom(1);
    const planned: Fault[] = [];
    const cloud = createCloud({
      clock,
      random,
      faults: (call) => {
        if (call.action !== 'UpgradeDBInstanceEngineVersion') return [];
        const fault = planned.shift();
        return fault === undefined ? [] : [fault];
      },
    });
    return {
      driver: createAlibabaRdsDriver({
        api: simulatedRdsApi(cloud, 'conformance'),
        regions: ['cn-hangzhou', 'cn-shanghai'],
        environment: {},
      }),
      clock,
      randomness: randomnessFrom(random.fork('upgrader')),
      run: (work) => clock.run(work),
      request: { reference: 'alibaba-rds://cn-hangzhou/rm-orders', to: '5.6' },
      versionOf: (member) => cloud.rds.instance(idOf(member))?.version,
      mutations: () =>
        cloud.journal.entries
          .filter(({ action, detail }) => action === 'UpgradeAccepted' && detail['cause'] === 'call')
          .map(({ resource, detail }) => ({ member: resource ?? '', effect: `to ${String(detail['to'])}` })),
      disturb: (disturbance) => void planned.push(faultOf[disturbance]),
      interfere: () => {
        cloud.rds.person.delete('rr-orders-2');
      },
      unknownReference: 'alibaba-rds://cn-hangzhou/rm-unknown',
      lowerVersion: '5.1',
      unofferedVersion: '9.9',
      secrets: [simulatedReplicatorPassword],
    };
  },
};
