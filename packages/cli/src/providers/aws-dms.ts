import type { referenceOfArn as ReferenceOfArn } from '@engine-upgrader/aws-dms';
import { ResultAsync } from 'neverthrow';
import { driverOptions } from './driver-options.ts';
import { anyName, lengthOfTime, names, oneOf, wholeNumber, yesOrNo } from './option-texts.ts';
import type { ProviderEntry } from './provider-entry.ts';

/** AWS DMS. */
export const awsDms: ProviderEntry = {
  id: 'aws-dms',
  example: 'aws-dms://us-east-1/orders',
  requestOptions: [
    {
      name: 'stopTasks',
      flags: '--stop-tasks <who>',
      description: 'who stops the tasks that run: upgrader (default when immediate) or dms',
      ...oneOf('upgrader', 'dms'),
    },
    {
      name: 'strategy',
      flags: '--strategy <name>',
      description: 'in-place (default), or side-by-side: a new instance, to which the tasks are moved',
      ...oneOf('in-place', 'side-by-side'),
    },
    {
      name: 'toleratedPause',
      flags: '--tolerated-pause <duration>',
      description: 'how long a running task may pause: the advice which strategy to take keeps to it',
      ...lengthOfTime('10m'),
    },
    {
      name: 'tasks',
      flags: '--tasks <which>',
      description: 'side by side, which tasks are moved: all (default), running, or names',
      ...names('all', 'running'),
    },
    {
      name: 'order',
      flags: '--order <names>',
      description: 'side by side, which tasks are moved first',
      ...names(),
    },
    {
      name: 'parallelTasks',
      flags: '--parallel-tasks <number>',
      description: 'side by side, how many tasks are under way at the same time (default 1)',
      ...wholeNumber(200),
    },
    {
      name: 'canary',
      flags: '--canary <number>',
      description: 'side by side, how many tasks go ahead of all others (default 1; 0 for none)',
      ...wholeNumber(200, 0),
    },
    {
      name: 'pauseAfterCanary',
      flags: '--pause-after-canary <answer>',
      description: 'side by side, whether to pause after the canary until `continue` (default yes)',
      ...yesOrNo,
    },
    {
      name: 'afterFailedMove',
      flags: '--after-failed-move <what>',
      description: 'side by side, a task that cannot be moved: resume-on-old (default), leave-stopped',
      ...oneOf('resume-on-old', 'leave-stopped'),
    },
    {
      name: 'moveAttempts',
      flags: '--move-attempts <number>',
      description: 'side by side, how often the move of a task is tried (default 3)',
      ...wholeNumber(10),
    },
    {
      name: 'withoutCheckpoint',
      flags: '--without-checkpoint <what>',
      description: 'side by side, a task that stops without a checkpoint: refuse (default), move',
      ...oneOf('refuse', 'move'),
    },
    {
      name: 'target',
      flags: '--target <instance>',
      description: 'side by side, an instance that exists, in place of a new one',
      ...anyName('orders-new'),
    },
    {
      name: 'targetClass',
      flags: '--target-class <class>',
      description: "side by side, the new instance's class (default: the old one's)",
      ...anyName('dms.r6i.large'),
    },
    {
      name: 'targetStorage',
      flags: '--target-storage <gigabytes>',
      description: "side by side, the new instance's storage (default: the old one's)",
      ...wholeNumber(6_144, 5),
    },
    {
      name: 'targetZone',
      flags: '--target-zone <zone>',
      description: "side by side, the new instance's zone (default: the old one's)",
      ...anyName('us-east-1a'),
    },
  ],
  roles: {
    // arn:PARTITION:iam::ACCOUNT:role/PATH/NAME
    pattern: '^arn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[!-~]{1,576}$',
    example: 'arn:aws:iam::123456789012:role/upgrader',
  },
  driver: async (settings) => {
    const { createAwsDmsDriver } = await import('@engine-upgrader/aws-dms');
    const { role } = settings;
    const options = driverOptions('aws-dms', settings);
    return createAwsDmsDriver(role === undefined ? options : { ...options, role });
  },
  arns: {
    mark: 'arn:',
    // arn:PARTITION:dms:REGION:ACCOUNT:rep:ID
    accountOf: (arn) => arn.split(':')[4] ?? '',
    referenceOf: (arn, settings) =>
      ResultAsync.fromSafePromise(arnReader()).andThen((referenceOfArn) =>
        referenceOfArn(arn, driverOptions('aws-dms', settings)),
      ),
  },
  policy: async () => {
    const { optionalActions, requiredActions } = await import('@engine-upgrader/aws-dms');
    return { required: requiredActions, optional: optionalActions, languageVersion: '2012-10-17' };
  },
};

// Taken by its name, so that the bundle leaves out what is not used.
async function arnReader(): Promise<typeof ReferenceOfArn> {
  const { referenceOfArn } = await import('@engine-upgrader/aws-dms');
  return referenceOfArn;
}
