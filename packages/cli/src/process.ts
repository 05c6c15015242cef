import { version } from './version.ts';

/** Runs the command line in this process, and ends it with the exit code. */
export async function runProcess(): Promise<void> {
  const code = await run(process.argv.slice(2)).catch(crashed);
  // What is still open, such as kept connections, is not worth waiting for; output is.
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}

async function run(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    // Asked for by scripts: answered without loading anything else.
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const [{ main }, { processIo }] = await Promise.all([import('./main.ts'), import('./process-io.ts')]);
  return main(argv, processIo());
}

/** A fault of this software: one line, and the upgrade can be resumed. */
function crashed(thrown: unknown): number {
  const why = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  process.stderr.write(`error: engine-upgrader failed unexpectedly: ${why}\n`);
  return 1;
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
