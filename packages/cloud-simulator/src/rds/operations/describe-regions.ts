import { rdsRegions } from '../regions.ts';
import type { OperationResult } from '../operation.ts';

/** Regions behind the central endpoint; all others have `rds.<region>.aliyuncs.com`. */
const central = new Set([
  'cn-beijing',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-qingdao',
  'cn-heyuan',
  'cn-hongkong',
  'ap-southeast-1',
  'us-east-1',
  'us-west-1',
]);

/** DescribeRegions: every region, with its endpoint in the real cloud. */
export function describeRegions(): OperationResult {
  const regions = Object.entries(rdsRegions).map(([id, name]) => ({
    RegionId: id,
    RegionEndpoint: central.has(id) ? 'rds.aliyuncs.com' : `rds.${id}.aliyuncs.com`,
    LocalName: name,
    ZoneId: `${id}-h`,
    ZoneName: `${name} Zone H`,
  }));
  return { body: { Regions: { RDSRegion: regions } } };
}
