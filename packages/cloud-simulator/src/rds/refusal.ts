import type { ResponseAnswer } from '../answer.ts';

/** A refusal in Alibaba Cloud's words. */
export interface RdsRefusal {
  status: number;
  code: string;
  message: string;
}

/** Documented refusals: HTTP status and message. UE: error codes; DescribeDBInstanceAttribute: not found. */
const documented: Readonly<Record<string, readonly [number, string]>> = {
  'Api.NotSupport': [400, 'Specified api is not supported.'],
  ClusterNotSupport: [403, 'ClusterNotSupport'],
  CloudSSDNotSupport: [403, 'Cloud ssd does not support this operation, please upgrade to essd.'],
  IdempotentParameterMismatch: [
    400,
    'The request uses the same client token as a previous, but non-identical request.',
  ],
  IncorrectDBInstanceLockMode: [403, 'Current DB instance lock mode does not support this operation.'],
  IncorrectDBInstanceState: [403, 'Current DB instance state does not support this operation.'],
  IncorrectDBInstanceType: [403, 'Current DB instance type does not support this operation.'],
  IncorrectEngineTypeMyisam: [
    403,
    'Current DB instance has MyISAM table, and it does not support this operation.',
  ],
  IncorrectEngineVersion: [403, 'The engine version does not support the operation.'],
  IncorrectMinorVersion: [403, 'Current engine minor version does not support operations.'],
  'InvalidAccountName.Format': [
    403,
    'Current DB instance has account aliyun_root,and it does not support this operation.',
  ],
  'InvalidAction.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  'InvalidDBInstanceConnType.Format': [400, 'Specified DB instance conn type is not valid.'],
  'InvalidDBInstanceEngineType.Format': [400, 'the DB instance engine type does not support this operation.'],
  'InvalidDBInstanceId.NotFound': [404, 'The DBInstanceId provided does not exist in our records.'],
  InvalidEVENT: [400, 'Current DB instance has event schedule, this operation is not supported.'],
  'InvalidMaintainTime.Malformed': [400, 'The specified parameter MaintainTime is not valid.'],
  'InvalidNextToken.Malformed': [400, 'The specified parameter NextToken is not valid.'],
  'InvalidOrderTask.NotSupport': [400, 'The Current InstanceId exist Order Task in RDS.'],
  'InvalidPageNumber.Malformed': [400, 'The specified parameter PageNumber is not valid.'],
  'InvalidPageSize.Malformed': [400, 'The specified parameter PageSize is not valid.'],
  'InvalidRegionId.NotFound': [404, 'The RegionId provided does not exist in our records.'],
  InvalidSSLstatus: [400, 'Current DB instance has SSL enabled, this operation is not supported.'],
  InvalidSourceCategory: [400, 'specified source category is invalid.'],
  'InvalidStartTime.Malformed': [400, 'The specified parameter StartTime is not valid.'],
  InvalidTDEstatus: [400, 'Current DB instance has TDE enabled, this operation is not supported.'],
  'InvalidTags.Malformed': [400, 'The specified parameter Tags is not valid.'],
  'InvalideStatus.Format': [400, 'The instance status does not support this operation.'],
  MaxscaleMinorVersionNotSupport: [
    403,
    'The Maxscale version used by the instance is too low, please upgrade the Maxscale version first.',
  ],
  'OrderStatus.UnPaid': [403, 'The specified db instance has unpaid order.'],
  'Parameters.Invalid': [400, 'Parameter error, please check the parameters.'],
  ReadInstanceNotSupport: [403, 'Instances with read-only do not support this operation.'],
  UnsupportedFtsIndexVersion: [
    403,
    'Current DB instance has fts index. Please upgrade the minor version to a version after 20221130 and remove the space fts index.',
  ],
  UnsupportedReadOrBakReadState: [
    403,
    'Current DB instance has read or bak read instance running in unsupported states.',
  ],
};

/** A documented refusal; `status` overrides its HTTP status. */
export function refuse(code: string, status?: number): RdsRefusal {
  const known = documented[code];
  return { status: status ?? known?.[0] ?? 400, code, message: known?.[1] ?? code };
}

/** A mandatory parameter is missing, in the words of Alibaba Cloud's gateway. */
export function missing(parameter: string): RdsRefusal {
  return { status: 400, code: `Missing${parameter}`, message: `${parameter} is mandatory for this action.` };
}

/** The body of every error. */
export function rdsErrorAnswer(
  refusal: RdsRefusal,
  requestId: string,
  host = 'rds.aliyuncs.com',
): ResponseAnswer {
  return {
    kind: 'response',
    status: refusal.status,
    body: {
      RequestId: requestId,
      HostId: host,
      Code: refusal.code,
      Message: refusal.message,
      Recommend: `https://api.aliyun.com/troubleshoot?q=${refusal.code}&product=Rds`,
    },
  };
}
