import { seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import {
  type ConformanceSubject,
  createExampleCloud,
  createExampleDriver,
  type Example,
} from '@engine-upgrader/conformance';
import { randomnessFrom } from '../ports.ts';

/** The example driver, whose cloud knows no tokens. */
export const exampleSubject: ConformanceSubject<Example> = {
  name: 'the example driver',
  open: () => {
    const clock = simulatedClock();
    const servers = [
      { id: 'db-1', version: '1.0' },
      { id: 'db-1-replica', version: '1.0', primary: 'db-1' },
    ];
    const cloud = createExampleCloud(servers, () => clock.now());
    return {
      driver: createExampleDriver(cloud),
      clock,
      randomness: randomnessFrom(seededRandom(1)),
      run: (work) => clock.run(work),
      request: { reference: 'example://ex-north/db-1', to: '3.0' },
      versionOf: (member) => cloud.read(member.split('/').at(-1) ?? '')?.version,
      mutations: () =>
        cloud.upgrades.map(({ server, version }) => ({ member: server, effect: `upgraded to ${version}` })),
      disturb: (disturbance) => void cloud.faults.push(disturbance),
      interfere: () => cloud.interfere({ id: 'db-1', version: '2.0' }),
      unknownReference: 'example://ex-north/db-9',
      unofferedVersion: '9.9',
      secrets: [],
    };
  },
};
