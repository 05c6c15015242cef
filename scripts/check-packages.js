/**
 * Checks what would be published: packs every package, and has publint and attw look at the tarballs.
 *
 *   pnpm check:packages
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages } from './pack-packages.js';

function passes(program, ...argv) {
  const { status, error, stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' });
  if (status === 0) return true;
  process.stderr.write(`${program} ${argv.join(' ')}: ${error?.message ?? ''}\n${stdout}${stderr}\n`);
  return false;
}

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
try {
  for (const [name, tarball] of Object.entries(await packPackages(folder))) {
    const linted = passes('publint', 'run', tarball, '--strict');
    // All packages are ES modules, which CommonJS reaches with import() only.
    const typed = passes('attw', tarball, '--profile', 'esm-only');
    process.stdout.write(
      `${name}: publint ${linted ? 'passed' : 'FAILED'}, attw ${typed ? 'passed' : 'FAILED'}\n`,
    );
    if (!linted || !typed) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
