/**
 * What the adapters use of a client: the generic signed call that `@alicloud/openapi-client` and
 * `@alicloud/rds20140815` (by `@alicloud/openapi-core`) both have. A test holds it against both.
 */
export interface GenericClient {
  callApi(params: CallParams, request: CallRequest, runtime: CallRuntime): Promise<unknown>;
}

/** Which operation is called, and how. */
export interface CallParams {
  action?: string;
  version?: string;
  protocol?: string;
  pathname?: string;
  method?: string;
  authType?: string;
  style?: string;
  reqBodyType?: string;
  bodyType?: string;
}

/** The parameters of a call. */
export interface CallRequest {
  query?: Record<string, string>;
}

/** Time-outs in milliseconds, and no retry. */
export interface CallRuntime {
  autoretry?: boolean;
  maxAttempts?: number;
  readTimeout?: number;
  connectTimeout?: number;
}

/** The parameters that `@alicloud/rds20140815` itself sends for an operation. */
export function callParams(operation: string): CallParams {
  return {
    action: operation,
    version: '2014-08-15',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  };
}
