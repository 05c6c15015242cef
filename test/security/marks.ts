/** Logins and passwords that are found again wherever they leak: each has the mark in it. */
export const marked = {
  alibaba: {
    id: 'LTAI5tZebraZebraZebra01',
    secret: 'zebraSecretOfAlibaba0123456789',
    token: 'zebraTokenOfAlibaba+/0123456789==',
  },
  aws: {
    id: 'AKIAZEBRAZEBRAZEBRA1',
    secret: 'zebraSecretOfAws/0123456789+abc',
    token: 'zebraTokenOfAws//0123456789==',
  },
  password: 'zebra-Password_1!',
} as const;

/** Where a text has the mark, with what stands around it; empty where it has none. */
export function marksIn(text: string): readonly string[] {
  return [...text.matchAll(/.{0,60}zebra.{0,30}/gis)].map(([around]) => around);
}

const { alibaba, aws, password } = marked;

/** What clouds, proxies and drivers are known to write into the texts of their errors and failures. */
export const indiscreetTexts: readonly string[] = [
  `The request signature does not conform. server string to sign is:POST&%2F&AccessKeyId%3D${alibaba.id}%26Action%3DX%26SecurityToken%3D${encodeURIComponent(encodeURIComponent(alibaba.token))}%26Version%3D1`,
  `server StringToSign is ACS3 x-acs-accesskey-id:${alibaba.id} x-acs-security-token:${alibaba.token}`,
  `AccessKeyId=${aws.id}&SecretAccessKey=${aws.secret}&SessionToken=${aws.token}`,
  `The canonical string should have been 'POST / host:dms x-amz-security-token:${aws.token} ' Credential=${aws.id}/20260101`,
  `{"AccessKeyId": "${aws.id}", "SecretAccessKey": "${aws.secret}", "SessionToken": "${aws.token}"}`,
  `could not connect to mysql://repl:${encodeURIComponent(password)}@db.example.com:3306/`,
  `replicatorPassword="${password}" is refused`,
  `{"replicatorUser":"repl","replicatorPassword":"${password}"}`,
  `ExtraConnectionAttributes: user=repl;password=${password};initstmt=SET`,
  `line one\nPASSWORD: ${password}\nline three`,
];

/** The same answer, with secrets in fields that the API has or may have one day. */
export function withSecrets(body: unknown, text: string): unknown {
  if (Array.isArray(body)) return body.map((item) => withSecrets(item, text));
  if (typeof body !== 'object' || body === null) return body;
  const fields = Object.entries(body).map(([name, value]) => [name, withSecrets(value, text)] as const);
  const secrets = {
    DisasterRecoveryInfo: JSON.stringify({ replicatorUser: 'repl', replicatorPassword: password }),
    disasterRecoveryInfo: JSON.stringify({ replicatorPassword: password }),
    ConnectionAttributes: `disasterRecoveryInfo={"replicatorPassword":"${password}"}`,
    ExtraConnectionAttributes: `user=repl;password=${password}`,
    MySQLSettings: { Username: 'repl', Password: password, ServerName: 'db' },
    MasterUserPassword: password,
  };
  const own = Object.fromEntries(fields);
  return 'LastFailureMessage' in own || 'ReplicationTaskArn' in own
    ? { ...secrets, ...own, LastFailureMessage: text }
    : { ...secrets, ...own };
}
