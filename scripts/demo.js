// The demo: both clouds, in the simulator, through their official clients over HTTP.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const commandLine = fileURLToPath(new URL('../packages/cli/bin/engine-upgrader.js', import.meta.url));
const rds = 'alibaba-rds://cn-hangzhou/rm-orders';
const dms = 'aws-dms://us-east-1/orders';
const everything = ['instances', 'alibaba-rds://cn-hangzhou', 'alibaba-rds://cn-shanghai', 'aws-dms'];

const scenes = [
  {
    says: 'What is there on both clouds, served over HTTP on loopback by the simulator.',
    runs: everything,
  },
  {
    says: 'ApsaraDB RDS: rm-orders and its family from 5.5 to 5.6: replicas and disaster recovery before the primary.',
    runs: ['apply', rds, '--to', '5.6', '--auto-approve', '--accept', 'all'],
  },
  {
    says: 'AWS DMS, in place: orders from 3.5.4 to 3.6.0. Its running task is stopped, and put back as it was.',
    runs: ['apply', dms, '--to', '3.6.0', '--auto-approve', '--accept', 'all'],
  },
  {
    says: 'AWS DMS, side by side: from 3.6.0 to 3.6.1 on a new instance, to which the tasks are moved one by one.',
    runs: `apply ${dms} --to 3.6.1 --strategy side-by-side --pause-after-canary no --auto-approve --accept all`.split(
      ' ',
    ),
  },
  {
    says: 'What is there now.',
    runs: everything,
  },
];

/** Runs a program with this one's output. */
function run(args, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env: environment });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function playScenes() {
  for (const { says, runs } of scenes) {
    process.stdout.write(`\n── ${says}\n   $ engine-upgrader ${runs.join(' ')}\n\n`);
    const code = await run([commandLine, ...runs], process.env);
    if (code !== 0) return code;
  }
  process.stdout.write('\nDone: every step is proved.\n');
  return 0;
}

// It runs itself again inside the simulation, whose environment leads to loopback alone.
const inside = process.argv[2] === 'inside';
const self = fileURLToPath(import.meta.url);
const code = inside
  ? await playScenes()
  : await run([commandLine, 'simulate', '--', process.execPath, self, 'inside'], process.env);
process.exitCode = code;
