import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { internalError, redact } from './errors.ts';

const canary = 'hunter2CanaryXyZ';

describe('redact', () => {
  it.each([
    ['a parameter', `Password=${canary}`],
    ['a parameter among others', `user=root&password=${canary}&x=1`],
    ['a header', `x-acs-security-token: ${canary}`],
    ['JSON', `{"replicatorPassword":"${canary}"}`],
    ['JSON with spaces', `{ "secret" : "${canary}" }`],
    ['JSON inside a JSON string', `{"info":"{\\"replicatorPassword\\":\\"${canary}\\"}"}`],
    ['single quotes', `password='${canary}'`],
    ['quotes and spaces within', `password="two words ${canary}"`],
    ['an access key secret', `AccessKeySecret=${canary}`],
    ['an access key secret of the other spelling', `access_key_secret: ${canary}`],
    ['a secret access key', `SecretAccessKey=${canary}`],
    ['a line of a credentials file', `aws_secret_access_key = ${canary}`],
    ['a session token', `aws_session_token=${canary}`],
    ['a signature', `Signature=${canary}`],
    ['a bearer token', `Authorization: Bearer ${canary}`],
    ['a basic login', `authorization: Basic ${canary}`],
    [
      'a signed header',
      `Authorization: ACS3-HMAC-SHA256 Credential=LTAI5t${canary},SignedHeaders=host,Signature=${canary}`,
    ],
    ['a database address', `mysql://root:${canary}@db.example.com:3306/orders`],
    ['a connection string', `Server=db;Uid=root;Pwd=${canary};`],
    ['an access key of Alibaba Cloud', `the key LTAI5t${canary} is inactive`],
    ['an access key of AWS', 'the key AKIAHUNTER2CANARYXYZ is inactive'],
    ['a temporary access key of AWS', 'the key ASIAHUNTER2CANARYXYZ is inactive'],
    ['a temporary token of Alibaba Cloud', `STS.NU${canary} has expired`],
  ])('takes a secret out of %s', (_where, text) => {
    expect(redact(`The request failed: ${text}`)).not.toMatch(/hunter2Canary/i);
  });

  it('leaves what people need to know', () => {
    const text =
      'The specified DB instance rm-uf6wjk5 is not in the status Running (IncorrectDBInstanceState).';
    expect(redact(text)).toBe(text);
  });

  it.each([
    'InvalidSignatureException: Signature not yet current',
    'ExpiredTokenException: The security token included in the request is expired',
    'AccessKeyNotFoundError: no such key',
  ])('leaves the message of an error whose name sounds like a secret: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('gives one line of at most 300 characters without control characters, and never throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\n', '\t', '\u0000', '\u007f', '\u0085', '"', '=', ':', ' ') }),
      fc.constantFrom('password=', 'token: ', 'LTAI', 'STS.', 'Authorization: '),
    );
    const text = fc
      .tuple(fc.array(piece), fc.nat(400))
      .map(([pieces, times]) => pieces.join('').repeat(times));
    fc.assert(
      fc.property(fc.oneof(piece, text), (given) => {
        const safe = redact(given);
        expect(safe.length).toBeLessThanOrEqual(300);
        expect(safe).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it.each([
    ['password==', 1_000_000],
    ['token', 1_000_000],
    ['token', 399],
    ['secret-', 285],
    ['"password"', 200],
    ['authorization=', 140],
    ['//a:', 500],
    [' ', 2_000],
    ['a', 2_000],
  ])('is quick with %j, %i times', (text, times) => {
    const started = performance.now();
    redact(text.repeat(times));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('internalError', () => {
  it.each([
    ['an error', new Error(`password=${canary}`)],
    ['a text', `token=${canary}`],
    ['nothing', undefined],
    ['a symbol', Symbol('x')],
    ['an object without a prototype', Object.create(null)],
    [
      'an object that cannot be written',
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
  ])('is an error value whatever was thrown: %s', (_what, thrown) => {
    const error = internalError('advance', thrown);
    expect(error.kind).toBe('internal');
    expect(error.message).toContain('advance');
    expect(error.message).not.toContain(canary);
    expect(structuredClone(error)).toEqual(JSON.parse(JSON.stringify(error)));
  });
});
