import type { DmsFleet } from './fleet.ts';

/**
 * The DMS part of the fleet that `simulate` starts with: instance `orders` in us-east-1 on 3.5.4, which is
 * offered 3.6.1 directly, with a task that runs, one that has finished its full load, one that a person
 * stopped, and one that never ran.
 */
export function defaultDmsFleet(): DmsFleet {
  const task = { instance: 'orders', source: 'orders-mysql', target: 'orders-postgres' };
  return {
    regions: {
      'us-east-1': {
        instances: [
          {
            identifier: 'orders',
            engineVersion: '3.5.4',
            instanceClass: 'dms.t3.medium',
            allocatedStorage: 100,
            autoMinorVersionUpgrade: false,
            publiclyAccessible: false,
            tags: [{ Key: 'team', Value: 'orders' }],
          },
        ],
        endpoints: [
          { identifier: 'orders-mysql', type: 'source', engine: 'mysql' },
          { identifier: 'orders-postgres', type: 'target', engine: 'postgres' },
        ],
        tasks: [
          { ...task, identifier: 'orders-cdc', migrationType: 'full-load-and-cdc', status: 'running' },
          {
            ...task,
            identifier: 'orders-loaded',
            migrationType: 'full-load',
            status: 'stopped',
            stopReason: 'FULL_LOAD_ONLY_FINISHED',
          },
          {
            ...task,
            identifier: 'orders-paused',
            migrationType: 'cdc',
            status: 'stopped',
            stopReason: 'NORMAL',
          },
          { ...task, identifier: 'orders-new', migrationType: 'full-load-and-cdc', status: 'ready' },
        ],
        eventSubscriptions: [
          { identifier: 'orders-alerts', sourceType: 'replication-instance', sourceIds: ['orders'] },
        ],
      },
    },
  };
}
