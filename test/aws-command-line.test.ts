import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type CloudServer, createCloud, realClock, serveCloud } from '@engine-upgrader/cloud-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const query = (words: string): readonly string[] => ['--query', words];
const installed = await run('aws', ['--version']).then(
  () => true,
  () => false,
);

// Without the AWS command line on the machine these are skipped; the JavaScript client's own tests are not.
describe.skipIf(!installed)('the user guide’s commands, from the AWS command line', () => {
  let server: CloudServer;
  beforeAll(async () => {
    server = await serveCloud(createCloud({ clock: realClock({ speed: 600 }) }));
  });
  afterAll(() => server.close());

  const aws = async (...words: string[]): Promise<unknown> => {
    const environment = {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: 'simulated',
      AWS_SECRET_ACCESS_KEY: 'simulated',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const endpoint = ['--endpoint-url', server.dmsEndpoint, '--output', 'json'];
    const { stdout } = await run('aws', [...endpoint, 'dms', ...words], { env: environment });
    return JSON.parse(stdout);
  };

  it('determine the instance’s ARN, the versions on offer, upgrade it, and show its status', async () => {
    const instances = await aws(
      'describe-replication-instances',
      '--query',
      'ReplicationInstances[*].[ReplicationInstanceIdentifier,ReplicationInstanceArn,ReplicationInstanceClass]',
    );
    expect(instances).toEqual([
      ['orders', expect.stringContaining('arn:aws:dms:us-east-1:'), 'dms.t3.medium'],
    ]);
    const orderable = await aws(
      'describe-orderable-replication-instances',
      '--query',
      'OrderableReplicationInstances[*].[ReplicationInstanceClass,EngineVersion]',
    );
    expect(orderable).toContainEqual(['dms.t3.medium', '3.6.1']);
    const [[, arn = ''] = []] = instances as string[][];
    // As the page has it, without ApplyImmediately: the change is queued for the maintenance window.
    const modified = await aws(
      'modify-replication-instance',
      '--replication-instance-arn',
      arn,
      '--engine-version',
      '3.6.1',
    );
    expect(modified).toMatchObject({
      ReplicationInstance: { EngineVersion: '3.5.4', PendingModifiedValues: { EngineVersion: '3.6.1' } },
    });
    const statuses = await aws(
      'describe-replication-instances',
      '--query',
      'ReplicationInstances[*].[ReplicationInstanceIdentifier,ReplicationInstanceStatus]',
    );
    expect(statuses).toEqual([['orders', 'available']]);
  });

  // Their dashes and quotes corrected, and `--start-replication-start-type`, which there is not.
  it('move a task to a new instance, stopped before and resumed after', async () => {
    const [[task = '', instance = ''] = []] = (await aws(
      'describe-replication-tasks',
      ...query('ReplicationTasks[?Status==`running`].[ReplicationTaskArn,ReplicationInstanceArn]'),
    )) as string[][];
    const created = (await aws(
      'create-replication-instance',
      '--replication-instance-identifier',
      'orders-new',
      '--engine-version',
      '3.6.1',
      '--replication-instance-class',
      'dms.t3.medium',
      ...query('ReplicationInstance.ReplicationInstanceArn'),
    )) as string;
    const one = ['--filters', `Name=replication-task-arn,Values=${task}`];
    const until = async (wanted: string): Promise<void> => {
      const status = ['describe-replication-tasks', ...one, ...query('ReplicationTasks[0].Status')];
      while ((await aws(...status)) !== wanted) continue;
    };
    const available = [
      'describe-replication-instances',
      ...query('ReplicationInstances[].ReplicationInstanceStatus'),
    ];
    while (((await aws(...available)) as string[]).some((status) => status !== 'available')) continue;
    for (const side of ['SourceEndpointArn', 'TargetEndpointArn']) {
      const endpoint = (await aws(
        'describe-replication-tasks',
        ...one,
        ...query(`ReplicationTasks[0].${side}`),
      )) as string;
      await aws('test-connection', '--replication-instance-arn', created, '--endpoint-arn', endpoint);
    }
    await aws('stop-replication-task', '--replication-task-arn', task);
    await until('stopped');
    const checkpoint = await aws(
      'describe-replication-tasks',
      ...one,
      ...query('ReplicationTasks[0].RecoveryCheckpoint'),
    );
    expect(checkpoint).toMatch(/^checkpoint:/);
    const moving = await aws(
      'move-replication-task',
      '--replication-task-arn',
      task,
      '--target-replication-instance-arn',
      created,
      ...query('ReplicationTask.Status'),
    );
    expect(moving).toBe('moving');
    await until('stopped');
    const where = await aws(
      'describe-replication-tasks',
      ...one,
      ...query(
        'ReplicationTasks[0].{ReplicationInstanceArn:ReplicationInstanceArn,ReplicationTaskArn:ReplicationTaskArn,Status:Status}',
      ),
    );
    expect(where).toEqual({
      ReplicationInstanceArn: created,
      ReplicationTaskArn: task,
      Status: 'stopped',
    });
    expect(created).not.toBe(instance);
    await aws(
      'start-replication-task',
      '--replication-task-arn',
      task,
      '--start-replication-task-type',
      'resume-processing',
    );
    await until('running');
  }, 120_000);
});
