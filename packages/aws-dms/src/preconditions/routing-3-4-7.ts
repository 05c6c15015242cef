import { compareVersions } from '../engine-version.ts';
import { changesAnything, finder, instanceOf, type Precondition, unreadable } from './precondition.ts';

const finding = finder('routing-3-4-7');
const routed = '3.4.7';
const link = 'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_VPC_Endpoints.html';
const engines: ReadonlySet<string> = new Set([
  's3',
  'kinesis',
  'dynamodb',
  'redshift',
  'opensearch',
  'elasticsearch',
]);

/** From 3.4.7 on, some endpoints need VPC endpoints or public routes: said when an upgrade crosses it. */
export const routing347: Precondition = (input) => {
  const { from, to } = input.draft;
  if (!changesAnything(input) || compareVersions(from, routed) >= 0 || compareVersions(to, routed) < 0)
    return [];
  const member = instanceOf(input);
  const { endpoints, tasks } = input.survey;
  if (endpoints.sight !== 'seen') {
    return [{ ...unreadable(finding, member, 'dms:DescribeEndpoints', endpoints), link }];
  }
  const used = new Set(tasks.flatMap((task) => [task.sourceEndpointArn, task.targetEndpointArn]));
  const touched = endpoints.value
    .filter((endpoint) => used.has(endpoint.arn) && engines.has(endpoint.engine))
    .map((endpoint) => `${endpoint.identifier} (${endpoint.engine})`);
  const secrets = 'endpoints with logins in Secrets Manager';
  return [
    finding('warning', member, {
      message: `from ${routed} on, these need VPC endpoints or public routes: ${[...touched, secrets].join(', ')}`,
      seen: { from, to, endpoints: touched.join(', ') },
      remedy: 'see that the VPC of the instance has a VPC endpoint or a route for each of them',
      link,
    }),
  ];
};
