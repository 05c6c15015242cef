import { isArn } from './arn.ts';
import { Refusal, invalidValue } from './refusal.ts';
import type { TagShape } from './shapes.ts';

/** The fields of a request, as they came. */
export type Parameters = Record<string, unknown>;

function mismatch(name: string, wanted: string): Refusal {
  return new Refusal('SerializationException', `${name} is no ${wanted}`);
}

export function optionalString(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw mismatch(name, 'string');
  return value;
}

export function requiredString(parameters: Parameters, name: string): string {
  const value = optionalString(parameters, name);
  if (value === undefined || value === '') throw invalidValue(`The parameter ${name} must be provided`);
  return value;
}

/** A string that has the form of an ARN. */
export function requiredArn(parameters: Parameters, name: string): string {
  const value = requiredString(parameters, name);
  if (!isArn(value)) throw invalidValue(`Invalid value for ${name}: ${value} is not a valid ARN`);
  return value;
}

export function optionalNumber(parameters: Parameters, name: string): number | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw mismatch(name, 'number');
  return value;
}

export function optionalBoolean(parameters: Parameters, name: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw mismatch(name, 'boolean');
  return value;
}

export function optionalStrings(parameters: Parameters, name: string): string[] | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw mismatch(name, 'list of strings');
  }
  return value;
}

export function optionalRecord(parameters: Parameters, name: string): Parameters | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(name, 'structure');
  return value as Parameters;
}

export function optionalRecords(parameters: Parameters, name: string): Parameters[] | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'object' && item !== null)) {
    throw mismatch(name, 'list of structures');
  }
  return value as Parameters[];
}

/** SDK: keys of 1 to 128 characters that do not begin with `aws:` or `dms:`. */
export function tagsOf(parameters: Parameters): TagShape[] {
  return (optionalRecords(parameters, 'Tags') ?? []).map((tag) => {
    const Key = requiredString(tag, 'Key');
    const Value = optionalString(tag, 'Value');
    if (Key.length > 128 || /^(aws|dms):/i.test(Key)) throw invalidValue(`Invalid tag key: ${Key}`);
    return Value === undefined ? { Key } : { Key, Value };
  });
}
