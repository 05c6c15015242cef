/**
 * Fields of a `Config` of `@alicloud/openapi-client` or `@alicloud/openapi-core` that the upgrader uses. Retries and
 * time-outs in it are not used: one call is one request.
 */
export interface ClientConfig {
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  /** A `Credential` of `@alicloud/credentials`. */
  readonly credential?: CredentialSource;
  /** Without a `regionId`, the endpoint of every region. */
  readonly endpoint?: string;
  /** `HTTP` goes to loopback only. */
  readonly protocol?: string;
  /** The region that `endpoint` is for. */
  readonly regionId?: string;
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly userAgent?: string;
  readonly key?: string;
  readonly cert?: string;
  readonly ca?: string;
}

/** What finds a login. */
export interface CredentialSource {
  getCredential(): Promise<Login>;
}

/** A login, as `@alicloud/credentials` gives it. */
export interface Login {
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
}
