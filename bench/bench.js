/**
 * Speed, as ratios that are measured side by side in one run, in the simulator: a table, then the same as JSON.
 *
 *   pnpm bench
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { advanceCalls } from './advance-calls.js';
import { measureInTurns } from './measure.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = process.execPath;
/** The program as it is published. */
const commandLine = here('../packages/cli/bundle/engine-upgrader.js');
const runs = 9;

const row = (figure, measured, allowed, unit) => ({
  figure,
  measured: `${measured.toFixed(unit === '×' ? 2 : 0)} ${unit}`,
  'at most': `${allowed} ${unit}`,
  met: measured <= allowed ? 'yes' : 'no',
});
const skipped = (figure, reason) => ({ figure, measured: `skipped: ${reason}`, 'at most': '', met: '' });

async function startUp() {
  const times = await measureInTurns(
    { empty: [node, here('./by-hand/empty.js')], version: [node, commandLine, '--version'] },
    runs,
  );
  return [row('--version over an empty Node script', times.version - times.empty, 60, 'ms')];
}

async function listing(provider) {
  const times = await measureInTurns(
    { ours: [node, commandLine, 'instances', provider], byHand: [node, here(`./by-hand/${provider}.js`)] },
    runs,
  );
  return [row(`instances ${provider} over the same by hand`, times.ours / times.byHand, 1.2, '×')];
}

async function awsCommandLine() {
  const figure = 'instances aws-dms over aws dms describe-replication-instances';
  const { error, status } = spawnSync('aws', ['--version']);
  if (error !== undefined || status !== 0) return [skipped(figure, 'the AWS command line is not installed')];
  const times = await measureInTurns(
    {
      ours: [node, commandLine, 'instances', 'aws-dms'],
      aws: ['aws', 'dms', 'describe-replication-instances'],
    },
    runs,
  );
  return [row(figure, times.ours / times.aws, 0.5, '×')];
}

async function advances() {
  return (await advanceCalls()).map(({ provider, calls, kinds }) => ({
    ...row(`calls of an advance that finds nothing new, ${provider}`, calls, kinds.length, 'calls'),
    kinds: kinds.join(', '),
  }));
}

async function inside() {
  const rows = [
    ...(await startUp()),
    ...(await listing('alibaba-rds')),
    ...(await listing('aws-dms')),
    ...(await awsCommandLine()),
    ...(await advances()),
  ];
  console.table(rows, ['figure', 'measured', 'at most', 'met']);
  console.log(JSON.stringify({ runs, rows }));
  await import('./wire-adapters.js');
}

/** Runs itself again inside the simulation, at a speed at which an upgrade lasts a few seconds. */
function outside() {
  const argv = [commandLine, 'simulate', '--speed', '60', '--', node, here('./bench.js'), 'inside'];
  spawn(node, argv, { stdio: 'inherit' }).once('close', (code) => (process.exitCode = code ?? 1));
}

if (process.argv[2] === 'inside') await inside();
else outside();
