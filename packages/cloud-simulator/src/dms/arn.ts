const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The last part of an ARN, as the service generates it: 26 characters of base 32, here decided by the text. */
export function resourceIdOf(text: string): string {
  let state = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 16_777_619);
  }
  let id = '';
  for (let index = 0; index < 26; index += 1) {
    // Marsaglia's xorshift: each character differs, the same text gives the same id.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    id += alphabet[(state >>> 0) % 32] ?? 'A';
  }
  return id;
}

/** The kinds of resource that have an ARN, as they are written in it. */
export type ArnKind = 'rep' | 'task' | 'endpoint' | 'es' | 'subgrp' | 'replication-config';

export function arnOf(account: string, region: string, kind: ArnKind, id: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
  return `arn:${partition}:dms:${region}:${account}:${kind}:${id}`;
}

const pattern = /^arn:aws(-[a-z]+)*:dms:[a-z0-9-]+:\d{12}:[a-z-]+:[A-Za-z0-9:-]+$/;

export function isArn(text: string): boolean {
  return pattern.test(text);
}

const identifier = /^[A-Za-z](?!.*--)[A-Za-z0-9-]*$/;

/** SDK: letters, digits and hyphens; begins with a letter; no two hyphens together, none at the end. */
export function isIdentifier(text: string, longest: number): boolean {
  return text.length <= longest && identifier.test(text) && !text.endsWith('-');
}
