import type { Finding } from './finding.ts';

/** What the provider itself said when it refused or failed: kept as it came, cut to a length and redacted. */
export interface ProviderAnswer {
  /** The operation that was called, in the provider's own spelling. */
  readonly operation: string;
  /** The provider's own code, such as `IncorrectDBInstanceState`; absent when no answer came. */
  readonly code?: string;
  readonly requestId?: string;
  readonly message?: string;
}

interface ErrorBase {
  /** One clear line: what was wrong, what would be right, and what did not happen. */
  readonly message: string;
  readonly provider?: ProviderAnswer;
}

/** Something that was given cannot be: a reference, a version, an option, a document. */
export interface InvalidInputError extends ErrorBase {
  readonly kind: 'invalid-input';
  /** The name of the input. */
  readonly input: string;
}

/** The cloud knows no such thing. */
export interface NotFoundError extends ErrorBase {
  readonly kind: 'not-found';
  readonly reference: string;
}

/** The provider, the edition or this driver cannot do it. Never a silent no-op. */
export interface UnsupportedError extends ErrorBase {
  readonly kind: 'unsupported';
  /** What to use instead, where there is something. */
  readonly instead?: string;
}

/** The cloud offers no way to that version. */
export interface VersionNotOfferedError extends ErrorBase {
  readonly kind: 'version-not-offered';
  readonly from: string;
  readonly offered: readonly string[];
}

/** The target is lower than what runs. */
export interface DowngradeError extends ErrorBase {
  readonly kind: 'downgrade';
  readonly from: string;
  readonly to: string;
}

/** Preconditions failed, or warnings are not accepted yet. */
export interface PreconditionError extends ErrorBase {
  readonly kind: 'precondition';
  readonly failed: readonly Finding[];
  /** Warnings that nobody has accepted. */
  readonly unaccepted: readonly Finding[];
}

/** The world is no longer as the plan saw it. */
export interface StalePlanError extends ErrorBase {
  readonly kind: 'stale-plan';
  readonly moved: readonly { readonly field: string; readonly planned: string; readonly seen: string }[];
}

/** Another run has the instance or one of its family. */
export interface ClaimedError extends ErrorBase {
  readonly kind: 'claimed';
  readonly claims: readonly { readonly member: string; readonly runId: string }[];
}

/** No login, a refused login, or a login that may not do this. */
export interface CredentialsError extends ErrorBase {
  readonly kind: 'credentials';
  readonly cause: 'missing' | 'refused' | 'expired' | 'permission' | 'clock';
  /** For `missing`: the places that were looked at. */
  readonly places?: readonly string[];
}

/** The cloud asked to slow down. */
export interface ThrottledError extends ErrorBase {
  readonly kind: 'throttled';
  /** The cloud's own hint in milliseconds, where it gave one. */
  readonly retryAfter?: number;
}

/** No usable answer: unreachable, a time-out, a 5xx. What was asked for may or may not have happened. */
export interface UnavailableError extends ErrorBase {
  readonly kind: 'unavailable';
}

/** An answer that cannot be: HTML, empty, a field missing or of another type. */
export interface MalformedAnswerError extends ErrorBase {
  readonly kind: 'malformed-answer';
  /** The field that is missing or wrong, where it is a field. */
  readonly field?: string;
}

/** The cloud refused, definitively. */
export interface RejectedError extends ErrorBase {
  readonly kind: 'rejected';
}

/** What was begun did not end as it should, by the cloud's own evidence. */
export interface UpgradeFailedError extends ErrorBase {
  readonly kind: 'upgrade-failed';
}

/** The state file or another store. */
export interface StoreError extends ErrorBase {
  readonly kind: 'store';
  readonly cause: 'damaged' | 'locked' | 'newer-format' | 'unwritable' | 'failed' | 'no-such-run';
}

/** A handle or plan that is damaged, edited, for something else, or from a newer release. */
export interface InvalidDocumentError extends ErrorBase {
  readonly kind: 'invalid-document';
  readonly cause: 'damaged' | 'edited' | 'newer-format' | 'another-provider';
}

/** `wait` was told to stop waiting, or a person has to say `continue` first; the run is unharmed. */
export interface StillRunningError extends ErrorBase {
  readonly kind: 'still-running';
  readonly cause: 'timeout' | 'aborted' | 'paused';
  readonly runId: string;
}

/** A fault of this software. */
export interface InternalError extends ErrorBase {
  readonly kind: 'internal';
}

/** Every error of the API; `kind` tells them apart. Plain data: it survives JSON. */
export type UpgradeError =
  | InvalidInputError
  | NotFoundError
  | UnsupportedError
  | VersionNotOfferedError
  | DowngradeError
  | PreconditionError
  | StalePlanError
  | ClaimedError
  | CredentialsError
  | ThrottledError
  | UnavailableError
  | MalformedAnswerError
  | RejectedError
  | UpgradeFailedError
  | StoreError
  | InvalidDocumentError
  | StillRunningError
  | InternalError;

/** Makes an {@link InvalidInputError}. */
export function invalidInput(input: string, message: string): InvalidInputError {
  return { kind: 'invalid-input', input, message };
}

/** Makes an {@link InternalError} of something that was thrown and should not have been. */
export function internalError(during: string, thrown: unknown): InternalError {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : textOf(thrown);
  return { kind: 'internal', message: `${during} failed unexpectedly: ${redact(text)}` };
}

/** Anything as a text: there are objects that throw when they are made one. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something that cannot be shown';
  }
}

// What follows the name of an error, `InvalidSignatureException: …`, is its message.
const secretName = String.raw`(?:passw(?:or)?d|pwd|secret|token|access_?key|credential|signature)[\w-]{0,40}(?<!exception|fault|error)`;
// Once or twice encoded, as clouds show the text that a signature is made of.
const assignment = String.raw`(?:\\*["'])?\s*(?:[:=]|%(?:25)?3[AaDd])\s*`;
const quotedSecret = new RegExp(String.raw`(${secretName}${assignment})(\\*["']).*?(?:\2|$)`, 'gi');
const bareSecret = new RegExp(String.raw`(${secretName}${assignment})[^"'\s,;&}\\]+`, 'gi');
const authorization = /(authorization["']?\s*[:=]\s*["']?)[^"',;}]*/gi;
const loginInAddress = /(\/\/[^\s/:@]*:)[^\s/@]+(@)/g;
const accessKey = /(?:LTAI[A-Za-z0-9]{8,}|AKIA[A-Z0-9]{12,}|ASIA[A-Z0-9]{12,}|STS\.[A-Za-z0-9]{8,})/g;
const controlCharacters = /\p{Cc}+/gu;
/** What every text has that one of these patterns changes: most texts have none of it, and one search says so. */
const suspicious =
  /\p{Cc}|passw|pwd|secret|token|access_?key|credential|signature|authorization|\/\/|LTAI|AKIA|ASIA|STS\./iu;

/** Takes secrets and control characters out of a text, whatever its length. */
export function withoutSecrets(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .replace(controlCharacters, ' ')
    .replace(authorization, '$1[redacted]')
    .replace(quotedSecret, '$1$2[redacted]$2')
    .replace(bareSecret, '$1[redacted]')
    .replace(loginInAddress, '$1[redacted]$2')
    .replace(accessKey, '[redacted]');
}

/** Makes a foreign text fit to be kept and shown: secrets out, control characters out, at most 300 characters. */
export function redact(text: string): string {
  const safe = withoutSecrets(text.slice(0, 2_000)).trim();
  return safe.length > 300 ? `${safe.slice(0, 299)}…` : safe;
}
