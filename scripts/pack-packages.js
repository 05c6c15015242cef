/**
 * Packs every publishable package, as `pnpm publish` would, and prints the paths of the tarballs as JSON.
 *
 *   node scripts/pack-packages.js FOLDER
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** Packs all packages into a folder. @returns the tarballs by the packages' names */
export async function packPackages(folder) {
  const destination = resolve(folder);
  await mkdir(destination, { recursive: true });
  const packed = await Promise.all(
    (await readdir(packages)).map(async (name) => {
      const argv = ['pack', '--json', '--pack-destination', destination];
      const { stdout } = await promisify(execFile)('pnpm', argv, { cwd: join(packages, name) });
      const report = JSON.parse(stdout.slice(stdout.indexOf('{')));
      return [report.name, resolve(destination, report.filename)];
    }),
  );
  return Object.fromEntries(packed);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    process.stderr.write('error: the folder is missing; right is: node scripts/pack-packages.js FOLDER\n');
    process.exitCode = 2;
  } else {
    process.stdout.write(`${JSON.stringify(await packPackages(folder), null, 2)}\n`);
  }
}
