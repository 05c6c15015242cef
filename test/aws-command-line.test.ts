import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type CloudServer, createCloud, realClock, serveCloud } from '@engine-upgrader/cloud-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
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
});
