import type { Clock, Cloud, CloudAnswer, CloudServiceName, Random } from '@engine-upgrader/cloud-simulator';
import type { Account } from './clouds.ts';

/** A loop for each instance, as the clouds' own waiters and Terraform have it: nothing is shared between them. */
export interface Poller {
  readonly account: Account;
  readonly region: string;
  readonly instance: string;
}

/** Attempts that an official client makes of a throttled call by itself, and its longest pause between them. */
const clientAttempts = 3;
const longestPause = 20_000;

/** What loops do. */
export interface PollerPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds between two polls of one loop. */
  readonly interval: number;
}

type Call = (
  service: CloudServiceName,
  action: string,
  parameters: Record<string, unknown>,
) => Promise<Record<string, unknown> | undefined>;

/** One call as an official client makes it: again where it was throttled, with a pause that grows. */
function clientOf({ account, region }: Poller, { clock, random }: PollerPorts): Call {
  return async (service, action, parameters) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer: CloudAnswer = await account.cloud.call({
        service,
        region,
        action,
        parameters,
        caller: 'poller',
      });
      if (answer.kind === 'response' && answer.status < 300) return answer.body as Record<string, unknown>;
      if (attempt >= clientAttempts) return undefined;
      await clock.sleep(Math.min(longestPause, random.next() * 100 * 2 ** attempt));
    }
  };
}

/** Asks until it is taken; a loop of a tool repeats what its client has given up. */
async function insist(ports: PollerPorts, call: () => Promise<object | undefined>): Promise<void> {
  while (!(await call())) await ports.clock.sleep(ports.interval);
}

async function until(ports: PollerPorts, isSo: () => Promise<boolean>): Promise<void> {
  do await ports.clock.sleep(ports.interval);
  while (!(await isSo()));
}

/** Upgrades one ApsaraDB RDS instance hop by hop, with a loop of its own. */
export async function pollRds(
  poller: Poller,
  versions: readonly string[],
  ports: PollerPorts,
): Promise<void> {
  const call = clientOf(poller, ports);
  const { instance: DBInstanceId } = poller;
  for (const EngineVersion of versions) {
    const parameters = { DBInstanceId, EngineVersion, EffectiveTime: 'Immediate' };
    await insist(ports, () => call('rds', 'UpgradeDBInstanceEngineVersion', parameters));
    await until(ports, async () => {
      const body = await call('rds', 'DescribeDBInstanceAttribute', { DBInstanceId });
      const items = body?.['Items'] as { DBInstanceAttribute?: Record<string, string>[] } | undefined;
      const [seen] = items?.DBInstanceAttribute ?? [];
      return seen?.['EngineVersion'] === EngineVersion && seen['DBInstanceStatus'] === 'Running';
    });
  }
}

/** Upgrades one AWS DMS instance: a loop for each task that stops, one for the upgrade, one for each that starts. */
export async function pollDms(
  poller: Poller,
  version: string,
  cloud: Cloud,
  ports: PollerPorts,
): Promise<void> {
  const call = clientOf(poller, ports);
  const instance = cloud.dms.truth
    .instances(poller.region)
    .find(({ ReplicationInstanceIdentifier }) => ReplicationInstanceIdentifier === poller.instance);
  const arn = instance?.ReplicationInstanceArn ?? '';
  const tasks = cloud.dms.truth
    .tasks(poller.region)
    .filter(({ ReplicationInstanceArn }) => ReplicationInstanceArn === arn)
    .map(({ ReplicationTaskArn }) => ReplicationTaskArn);
  const taskIs = (task: string, status: string) => async (): Promise<boolean> => {
    const Filters = [{ Name: 'replication-task-arn', Values: [task] }];
    const body = await call('dms', 'DescribeReplicationTasks', { Filters, WithoutSettings: true });
    const [seen] = (body?.['ReplicationTasks'] ?? []) as Record<string, string>[];
    return seen?.['Status'] === status;
  };
  await Promise.all(
    tasks.map(async (task) => {
      await insist(ports, () => call('dms', 'StopReplicationTask', { ReplicationTaskArn: task }));
      await until(ports, taskIs(task, 'stopped'));
    }),
  );
  const change = { ReplicationInstanceArn: arn, EngineVersion: version, ApplyImmediately: true };
  await insist(ports, () =>
    call('dms', 'ModifyReplicationInstance', { ...change, AllowMajorVersionUpgrade: true }),
  );
  await until(ports, async () => {
    const Filters = [{ Name: 'replication-instance-arn', Values: [arn] }];
    const body = await call('dms', 'DescribeReplicationInstances', { Filters });
    const [seen] = (body?.['ReplicationInstances'] ?? []) as Record<string, string>[];
    return seen?.['EngineVersion'] === version && seen['ReplicationInstanceStatus'] === 'available';
  });
  await Promise.all(
    tasks.map(async (task) => {
      const start = { ReplicationTaskArn: task, StartReplicationTaskType: 'resume-processing' };
      await insist(ports, () => call('dms', 'StartReplicationTask', start));
      await until(ports, taskIs(task, 'running'));
    }),
  );
}
