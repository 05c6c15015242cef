import { version } from './version.ts';

/** Runs the command line in this process, and ends it with the exit code. */
export async function runProcess(): Promise<void> {
  process.once('uncaughtException', (thrown) => void crashed(thrown).then((code) => process.exit(code)));
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
  // The client of Alibaba Cloud would print its requests' logins and its answers' passwords with it.
  if (process.env['DEBUG']) process.env['DEBUG'] += ',-httpx*';
  const [{ main }, { processIo }] = await Promise.all([import('./main.ts'), import('./process-io.ts')]);
  return main(argv, processIo());
}

/** A fault of this software: one line without secrets, and the upgrade can be resumed. */
async function crashed(thrown: unknown): Promise<number> {
  const { withoutSecrets } = await import('@engine-upgrader/core');
  const why = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const told = withoutSecrets(withoutLogins(why.slice(0, 4_000)));
  process.stderr.write(`error: engine-upgrader failed unexpectedly: ${told}\n`);
  return 1;
}

/** What the environment holds as a secret is taken out wherever it stands. */
function withoutLogins(text: string): string {
  const secrets = Object.entries(process.env).flatMap(([name, value = '']) =>
    /SECRET|TOKEN|PASSWORD|ACCESS_KEY/i.test(name) && value.length >= 8 ? [value] : [],
  );
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
