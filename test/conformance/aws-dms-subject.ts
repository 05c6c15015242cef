import { type AwsDms, createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import { createCloud, type Fault, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import type { ConformanceSubject, Disturbance } from '@engine-upgrader/conformance';
import { simulatedDmsApi } from '../dms-api.ts';
import { randomnessFrom } from '../ports.ts';

const mutating = ['ModifyReplicationInstance', 'StopReplicationTask', 'StartReplicationTask'];
const busy: Fault = {
  refuse: {
    status: 400,
    code: 'InvalidResourceStateFault',
    message: 'The resource is in a state that prevents it.',
  },
};
const faultOf: Readonly<Record<Disturbance, Fault>> = {
  throttled: 'throttle',
  busy,
  'lost-before': 'lost-before',
  'lost-after': 'lost-after',
};

/** The AWS DMS driver on instance `orders` of the default fleet, over the simulated cloud. */
export const awsDmsSubject: ConformanceSubject<AwsDms> = {
  name: 'the AWS DMS driver',
  policy: { settle: 60_000 },
  open: () => {
    const clock = simulatedClock();
    const random = seededRandom(1);
    const planned: Fault[] = [];
    const cloud = createCloud({
      clock,
      random,
      faults: (call) => {
        const fault = mutating.includes(call.action) ? planned.shift() : undefined;
        return fault === undefined ? [] : [fault];
      },
    });
    return {
      driver: createAwsDmsDriver({
        api: simulatedDmsApi(cloud, 'conformance'),
        regions: ['us-east-1'],
        environment: {},
      }),
      clock,
      randomness: randomnessFrom(random.fork('upgrader')),
      run: (work) => clock.run(work),
      request: { reference: 'aws-dms://us-east-1/orders', to: '3.6.1' },
      versionOf: (member) => cloud.dms.truth.instance(member.split('/').at(-1) ?? '')?.EngineVersion,
      mutations: () =>
        cloud.journal.entries
          .filter(
            ({ action, kind }) =>
              kind === 'effect' && ['upgrade-begun', 'task-stopping', 'task-starting'].includes(action),
          )
          .filter(({ caller }) => caller !== 'dms')
          .map(({ resource, action }) => ({ member: resource ?? '', effect: action })),
      disturb: (disturbance) => void planned.push(faultOf[disturbance]),
      interfere: () => {
        cloud.dms.person.modify('orders', { PreferredMaintenanceWindow: 'mon:01:00-mon:02:00' });
      },
      unknownReference: 'aws-dms://us-east-1/unknown',
      lowerVersion: '3.4.7',
      unofferedVersion: '9.9.9',
      secrets: [],
    };
  },
};
