import { execFile, type ExecFileException } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocks, missing, session } from './shown-session.ts';

/** The packages as they would be published: packed, and installed with npm in an empty project. */
const root = fileURLToPath(new URL('..', import.meta.url));
const scripts = fileURLToPath(new URL('./fixtures/installed', import.meta.url));
const names = ['alibaba-rds', 'aws-dms', 'cli', 'cloud-simulator', 'conformance', 'core', 'opentelemetry'];
const project = mkdtempSync(join(tmpdir(), 'installed-'));
const environment = {
  ...process.env,
  PATH: [join(project, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the empty project. */
function run(program: string, ...argv: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: project, env: environment };
    execFile(program, argv, options, (error: ExecFileException | null, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

async function succeeds(program: string, ...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program, ...argv);
  expect(code, `${stdout}${stderr}`).toBe(0);
  return stdout;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(project, folder, 'package.json'), 'utf8')) as Manifest;
}

const installed = (name: string): string => `node_modules/@engine-upgrader/${name}`;
const commandLine = join('node_modules', '.bin', 'engine-upgrader');

beforeAll(async () => {
  const packed = await succeeds(process.execPath, join(root, 'scripts/pack-packages.js'), 'packed');
  const tarballs = Object.values(JSON.parse(packed) as Record<string, string>);
  expect(tarballs).toHaveLength(names.length);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const { version: nodeTypes } = createRequire(import.meta.url)('@types/node/package.json') as Manifest;
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await succeeds('npm', 'install', ...quiet, ...tarballs, `@types/node@${nodeTypes}`);
  cpSync(scripts, project, { recursive: true });
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe.each(names)('%s, as packed', (name) => {
  test('has its README, its licence and what it exports; neither tests nor sources', () => {
    const folder = join(project, installed(name));
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'package.json']),
    );
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(
      files.filter((file) => /(^|\/)(src|testing)(\/|$)|\.test\.|\.map$|tsbuildinfo/.test(file)),
    ).toEqual([]);
    const { exports } = manifestIn(installed(name));
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    for (const target of targets) expect(existsSync(join(folder, target)), target).toBe(true);
  });

  test('leads nobody to sources or to the workspace that it comes from', () => {
    const { exports, dependencies = {}, version } = manifestIn(installed(name));
    expect(JSON.stringify(exports)).not.toMatch(/source|src/);
    for (const [dependency, range] of Object.entries(dependencies)) {
      expect(range).toMatch(/^[\^~]?\d/);
      if (dependency.startsWith('@engine-upgrader/')) expect(range).toBe(version);
    }
  });

  test('has declarations that compile under strict settings, those of all it depends on included', async () => {
    const { exports } = manifestIn(installed(name));
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
    const imports = entries.map(
      (entry, index) => `export * as entry${index} from '@engine-upgrader/${name}${entry.slice(1)}';\n`,
    );
    writeFileSync(join(project, `declarations-of-${name}.ts`), imports.join(''));
    await compile(`declarations-of-${name}.ts`);
  });
});

/** Compiles a file of the project as a careful user would. */
async function compile(...files: string[]): Promise<void> {
  const settings = {
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    verbatimModuleSyntax: true,
    module: 'nodenext',
    target: 'es2024',
    types: ['node'],
  };
  const configuration = `tsconfig.${files[0]}.json`;
  writeFileSync(join(project, configuration), JSON.stringify({ compilerOptions: settings, files }));
  await succeeds(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', configuration);
}

test('nothing that is installed along has an install script', () => {
  const lock = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const folders = Object.keys(lock.packages);
  expect(folders.length).toBeGreaterThan(names.length);
  const hooks = ['preinstall', 'install', 'postinstall'];
  const withScript = folders.filter((folder) => {
    const own = Object.keys(manifestIn(folder).scripts ?? {});
    const builds = existsSync(join(project, folder, 'binding.gyp'));
    return lock.packages[folder]?.hasInstallScript || builds || hooks.some((hook) => own.includes(hook));
  });
  expect(withScript).toEqual([]);
});

describe('each by itself', () => {
  const simulated = ['simulate', '--', process.execPath];

  test('the scripts of this test compile against the packages', () => compile(...readdirSync(scripts)));

  test('the store', async () => {
    expect(JSON.parse(await succeeds(process.execPath, 'store.ts'))).toEqual({ runs: 0 });
  });

  test('the simulator', async () => {
    const said = JSON.parse(await succeeds(process.execPath, 'simulator.ts')) as Record<string, unknown>;
    expect(said).toMatchObject({ answer: 'response', unsigned: false });
    expect(said['entries']).toBeGreaterThan(0);
  });

  test.each([
    ['alibaba-rds', 'alibaba-rds://cn-hangzhou/rm-orders'],
    ['aws-dms', 'aws-dms://us-east-1/orders'],
  ])('the driver %s', async (name, reference) => {
    const { urls } = JSON.parse(await succeeds(commandLine, ...simulated, `${name}.ts`)) as {
      urls: string[];
    };
    expect(urls).toContain(reference);
  });

  test('all of them at once, and no cloud client is loaded before it is needed', async () => {
    expect(JSON.parse(await succeeds(process.execPath, 'all-together.ts'))).toEqual({
      empty: 0,
      clients: [],
    });
  });
});

test.each([
  ['alibaba-rds://cn-hangzhou/rm-orders', '5.6'],
  ['aws-dms://us-east-1/orders', '3.6.1'],
])('the command line, as installed, upgrades %s in the simulator', async (reference, version) => {
  const apply = ['apply', reference, '--to', version, '--auto-approve', '--accept', 'all', '-o', 'json'];
  const output = await succeeds(commandLine, 'simulate', '--speed', '3000', '--', commandLine, ...apply);
  const { outcome } = JSON.parse(output) as {
    outcome: { result: string; members: { reference: string; after: { engineVersion?: string } }[] };
  };
  expect(outcome.result).toBe('succeeded');
  const upgraded = outcome.members.find((member) => member.reference === reference);
  expect(upgraded?.after.engineVersion).toBe(version);
});

describe('the README, as printed', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  test('its session', async () => {
    const shown = session(readme);
    const commands = shown.map(({ command }) => `echo '$ ${command}'\n${command}\n`);
    writeFileSync(join(project, 'session.sh'), `exec 2>&1\n${commands.join('')}`);
    const output = await succeeds(commandLine, 'simulate', '--', 'sh', 'session.sh');
    const lines = shown.flatMap(({ command, lines: below }) => [`$ ${command}`, ...below]);
    expect(missing(lines, output), output).toBeUndefined();
  });

  test('its script', async () => {
    const [script = ''] = blocks(readme, 'ts');
    writeFileSync(join(project, 'readme.ts'), script);
    await compile('readme.ts');
    const output = await succeeds(commandLine, 'simulate', '--', process.execPath, 'readme.ts');
    expect(output).toBe(
      'alibaba-rds://cn-hangzhou/rm-orders and the 3 that go with it: 5.5 to 5.6, proved on every member\n',
    );
  });
});

test('the command line says which version it is', async () => {
  const { version } = manifestIn(installed('cli'));
  expect(await succeeds(commandLine, '--version')).toBe(`${version}\n`);
});

describe('the command line, as packed', () => {
  const bundle = join(installed('cli'), 'bundle');
  const program = join(bundle, 'engine-upgrader.js');

  test('is a bundle whose clients are the ones that the drivers were made for', () => {
    expect(realpathSync(join(project, commandLine))).toBe(join(realpathSync(project), program));
    const { dependencies = {} } = manifestIn(installed('cli'));
    for (const driver of ['alibaba-rds', 'aws-dms']) {
      const clients = Object.entries(manifestIn(installed(driver)).dependencies ?? {});
      for (const [name, version] of clients.filter(([each]) => /^@(aws-sdk|alicloud)\//.test(each)))
        expect(dependencies[name]).toBe(version);
    }
  });

  test('has the licences of the code that it took in', () => {
    const licences = readFileSync(join(project, bundle, 'LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'neverthrow', 'zod']) expect(licences).toContain(`${name} `);
  });

  test('says on a Node that is too old what it needs, before anything else of it is there', async () => {
    cpSync(join(project, program), join(project, 'alone.js'));
    const old =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'22.12.0'}})";
    expect(await run(process.execPath, '--import', old, 'alone.js', 'instances')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'engine-upgrader needs Node 22.13 or later; this is 22.12.0\n',
    });
  });

  test.each([
    [['--version']],
    [['status', '--state', 'none.db']],
    [['policy', 'aws-dms']],
    [['policy', 'alibaba-rds']],
  ])('loads no cloud client for what asks no cloud: %j', async (argv) => {
    const { code, stderr } = await run(process.execPath, '--import', './watch-loads.ts', program, ...argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'cloud clients: 0\n' });
  });
});
