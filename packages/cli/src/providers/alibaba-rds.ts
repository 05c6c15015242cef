import { driverOptions } from './driver-options.ts';
import { oneOf, wholeNumber } from './option-texts.ts';
import type { ProviderEntry } from './provider-entry.ts';

/** ApsaraDB RDS. */
export const alibabaRds: ProviderEntry = {
  id: 'alibaba-rds',
  example: 'alibaba-rds://cn-hangzhou/rm-uf6wjk5',
  requestOptions: [
    {
      name: 'replicaOrder',
      flags: '--replica-order <order>',
      description:
        'replicas before their primary or along with it: auto (default), replicas-first, with-primary',
      ...oneOf('auto', 'replicas-first', 'with-primary'),
    },
    {
      name: 'parallelReplicas',
      flags: '--parallel-replicas <number>',
      description: 'replicas upgraded at the same time (default 1)',
      ...wholeNumber(100),
    },
  ],
  driver: async (settings) => {
    const { createAlibabaRdsDriver } = await import('@engine-upgrader/alibaba-rds');
    return createAlibabaRdsDriver(driverOptions('alibaba-rds', settings));
  },
  policy: async () => {
    const { optionalActions, requiredActions } = await import('@engine-upgrader/alibaba-rds');
    return { required: requiredActions, optional: optionalActions, languageVersion: '1' };
  },
};
