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
  roles: {
    pattern: '^acs:ram::[0-9]{1,20}:role/[A-Za-z0-9._@-]{1,64}$',
    example: 'acs:ram::123456789012:role/upgrader',
  },
  driver: async (settings) => {
    const { createAlibabaRdsDriver } = await import('@engine-upgrader/alibaba-rds');
    const { role } = settings;
    const options = driverOptions('alibaba-rds', settings);
    return createAlibabaRdsDriver(role === undefined ? options : { ...options, role });
  },
  policy: async () => {
    const { optionalActions, requiredActions } = await import('@engine-upgrader/alibaba-rds');
    return { required: requiredActions, optional: optionalActions, languageVersion: '1' };
  },
};
