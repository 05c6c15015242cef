/** What `engine-upgrader instances alibaba-rds` reads, written by hand on the lightest official client. */
import openapi from '@alicloud/openapi-client';

const { default: Client, Config, OpenApiRequest, Params } = openapi;
const region = process.env['ALIBABA_CLOUD_REGION_ID'];
const endpoint = new URL(process.env['ALIBABA_CLOUD_RDS_ENDPOINT']);
const client = new Client(
  new Config({
    accessKeyId: process.env['ALIBABA_CLOUD_ACCESS_KEY_ID'],
    accessKeySecret: process.env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
    endpoint: endpoint.host,
    protocol: endpoint.protocol.slice(0, -1),
    regionId: region,
  }),
);
const params = new Params({
  action: 'DescribeDBInstances',
  version: '2014-08-15',
  protocol: 'HTTPS',
  pathname: '/',
  method: 'POST',
  authType: 'AK',
  style: 'RPC',
  reqBodyType: 'formData',
  bodyType: 'json',
});
const request = new OpenApiRequest({ query: { RegionId: region, PageSize: '100', PageNumber: '1' } });
const { body } = await client.callApi(params, request, { autoretry: false });
console.table(
  body.Items.DBInstance.map((instance) => ({
    id: instance.DBInstanceId,
    version: instance.EngineVersion,
    status: instance.DBInstanceStatus,
    type: instance.DBInstanceType,
  })),
);
// Kept connections are not waited for, as the command line does not wait for them either.
process.exit(0);
