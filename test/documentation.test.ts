import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocks, missing, session } from './shown-session.ts';
import { checkout, openSimulatedShell, type SimulatedShell } from './simulated-shell.ts';

const under = (folder: string): string[] =>
  readdirSync(join(checkout, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const readmes = readdirSync(join(checkout, 'packages')).map((name) => join('packages', name, 'README.md'));
const pages = ['README.md', ...under('docs'), ...readmes].map((page) => ({
  page,
  text: readFileSync(join(checkout, page), 'utf8'),
}));

describe.concurrent('a session that is shown runs as shown', () => {
  const withSessions = pages.filter(({ text }) => session(text).length > 0);
  test.each(withSessions)('$page', async ({ text }) => {
    const shell = await openSimulatedShell();
    const variables: Record<string, string> = {};
    try {
      for (const { command, lines } of session(text)) {
        if (command.startsWith('aws ') && spawnSync('aws', ['--version']).status !== 0) continue;
        // What a command prints may be kept for the next: ID is the run that was begun last.
        const set = Object.entries(variables).map(([name, value]) => `${name}=${value};`);
        const { output } = await shell.start('sh', ['-c', `${set.join(' ')} ${command}`]).ended;
        expect(missing(lines, output), `$ ${command}\n${output}`).toBeUndefined();
        const [, run] = /\brun ([0-9a-f]{32})\b/.exec(output) ?? [];
        if (run !== undefined) variables['ID'] = run;
      }
    } finally {
      await shell.close();
    }
  });
});

describe('commands that are shown', () => {
  const scripts = new Set(
    Object.keys(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).scripts),
  );

  test('of pnpm are scripts of the workspace', () => {
    for (const { page, text } of pages) {
      for (const [, script = ''] of text.matchAll(/npx -y pnpm@12 ([a-z:]+)/g)) {
        if (script !== 'exec') expect(scripts, page).toContain(script);
      }
    }
  });

  test('of engine-upgrader have options that there are', () => {
    const program = join(checkout, 'packages/cli/bin/engine-upgrader.js');
    const help = new Map<string, string>();
    for (const { page, text } of pages) {
      for (const [line, name = ''] of text.matchAll(/^(?:\$ )?engine-upgrader ((?:fleet )?[a-z]+)[^\n]*/gm)) {
        const shown =
          help.get(name) ??
          spawnSync(process.execPath, [program, ...name.split(' '), '--help']).stdout.toString();
        help.set(name, shown);
        expect(shown, `${page}: ${line}`).toContain(`Usage: engine-upgrader ${name}`);
        const own = line.split(' -- ')[0] ?? '';
        for (const [option] of own.matchAll(/--[a-z][a-z-]+/g))
          expect(shown, `${page}: ${line}`).toContain(option);
      }
    }
  });
});

describe('TypeScript that is shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
  const snippets = pages.flatMap(({ page, text }) =>
    blocks(text, 'ts').map((block, index) => ({
      name: `${page.replaceAll(/[/.]/g, '-')}-${index + 1}.ts`,
      block,
    })),
  );
  // What it declares and does not make is the reader's own.
  const whole = snippets.filter(({ block }) => !/^declare /m.test(block));
  let shell: SimulatedShell;

  beforeAll(async () => {
    symlinkSync(join(checkout, 'test/node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'shown'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    for (const { name, block } of snippets)
      writeFileSync(join(folder, 'shown', name), `${block}\nexport {};\n`);
    shell = await openSimulatedShell('--speed', '1000');
  });
  afterAll(async () => {
    await shell.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('compiles under the strict settings of the workspace', () => {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(checkout, 'tsconfig.test.json'),
        compilerOptions: {
          typeRoots: [join(checkout, 'node_modules/@types')],
          // A snippet shows a value without using it.
          noUnusedLocals: false,
        },
        include: ['shown'],
      }),
    );
    const compiler = join(checkout, 'node_modules/.bin/tsc');
    const { stdout } = spawnSync(compiler, ['-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test.each(whole)('runs in simulated clouds: $name', async ({ name }) => {
    const { code, output } = await shell.start(process.execPath, [join(folder, 'shown', name)]).ended;
    expect(code, output).toBe(0);
    expect(output).not.toMatch(/error|failed/i);
  });
});

describe.each(pages)('$page', ({ page, text }) => {
  test('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    for (const link of links.filter((each) => !/^https?:/.test(each))) {
      const [file = '', heading] = link.split('#');
      const target = file === '' ? join(checkout, page) : resolve(checkout, dirname(page), file);
      expect(existsSync(target), link).toBe(true);
      if (heading === undefined) continue;
      const slugs = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\p{L}\d\s-]/gu, '')
          .replaceAll(/\s/g, '-'),
      );
      expect(slugs, link).toContain(heading);
    }
  });

  test('names no path of a machine', () => {
    expect(text).not.toMatch(/(?<![\w.:/])\/(?:home|root|work|tmp|Users|opt|mnt)\//);
  });
});

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

describe('production dependencies', () => {
  const folderOf = (from: string, name: string): string => {
    const place = join(from, 'node_modules', name);
    if (existsSync(place)) return realpathSync(place);
    if (from === dirname(from)) throw new Error(`${name} is not installed`);
    return folderOf(dirname(from), name);
  };
  const table = readFileSync(join(checkout, 'docs/dependencies.md'), 'utf8');

  test.each(readdirSync(join(checkout, 'packages')))(
    'of %s are justified, and none has an install script',
    (name) => {
      const own = join(checkout, 'packages', name);
      const folders = new Set([own]);
      for (const folder of folders) {
        const { name: found, dependencies = {}, scripts = {} } = manifestOf(folder);
        for (const script of ['preinstall', 'install', 'postinstall'])
          expect(scripts, found).not.toHaveProperty(script);
        for (const dependency of Object.keys(dependencies)) folders.add(folderOf(folder, dependency));
      }
      for (const dependency of Object.keys(manifestOf(own).dependencies ?? {})) {
        const shown = dependency.replace('@engine-upgrader/', '');
        if (!/^(alibaba-rds|aws-dms)$/.test(shown)) expect(table).toContain(`\`${shown}\``);
      }
      const outside = [...folders].filter((folder) => !folder.startsWith(join(checkout, 'packages')));
      const [, count] = new RegExp(`^\\| \`${name}\` .*\\| +(\\d+) +\\|$`, 'm').exec(table) ?? [];
      expect(outside.length, outside.join('\n')).toBe(Number(count));
    },
  );
});
