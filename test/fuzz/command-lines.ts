import type { Random } from '@engine-upgrader/cloud-simulator';

const commands = [
  'instances',
  'versions',
  'check',
  'plan',
  'apply',
  'status',
  'resume',
  'continue',
  'cancel',
  'cleanup',
  'policy',
  'help',
  'upgrade',
  '',
];
const references = [
  'alibaba-rds://cn-hangzhou/rm-orders',
  'aws-dms://us-east-1/orders',
  'alibaba-rds://cn-hangzhou/rm_orders',
  'alibaba-rds://CN/rm',
  'oracle://x/y',
  '://',
  'aws-dms://us-east-1/../../etc',
  'file:///etc/passwd',
  'arn:aws:dms:us-east-1:123456789012:rep:ORDERS',
  'arn:',
  '/etc/passwd',
  'nowhere.plan.json',
];
const flags = [
  '--to',
  '--effective-time',
  '--only-this',
  '--out',
  '--auto-approve',
  '--accept',
  '--state',
  '--timeout',
  '--no-wait',
  '--settle',
  '--poll-interval',
  '--profile',
  '-o',
  '--output',
  '--replica-order',
  '--parallel-replicas',
  '--strategy',
  '--tasks',
  '--canary',
  '--target-storage',
  '--stop-tasks',
  '--unknown',
  '--',
  '-',
  '-V',
  '-h',
  '--to=',
  '--output=json',
  '--__proto__',
  '--constructor=1',
];
const values = [
  '5.6',
  '3.6.1',
  'newest',
  'json',
  'ndjson',
  'xml',
  '0',
  '-1',
  '1e9',
  '10m',
  '999999999999d',
  'yes',
  'all',
  '',
  ' ',
  '\u0000',
  '\n',
  '\u001b[2J',
  'ü😀',
  'x'.repeat(5_000),
  '__proto__',
  'constructor',
  '$(touch /tmp/x)',
  '; rm -rf /',
  '`id`',
  'a,b,,c',
  'aws-dms=',
  'password=hunter2-hunter2',
  '../../..',
];

/** Draws the arguments of a command line: words that fit, words that do not, and what an attacker would try. */
export function drawCommandLine(random: Random): string[] {
  const length = random.integer(0, 7);
  const word = (): string => {
    const kind = random.next();
    if (kind < 0.35) return random.pick(references);
    if (kind < 0.7) return random.pick(flags);
    if (kind < 0.95) return random.pick(values);
    return Array.from({ length: random.integer(1, 30) }, () =>
      String.fromCodePoint(random.integer(1, 0x2ff)),
    ).join('');
  };
  return [random.pick(commands), ...Array.from({ length }, word)];
}
