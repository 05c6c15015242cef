// The program as it is published: a few files, which start several times as fast as some 300. Each driver is a file of
// its own; the official clients stay packages of their own. Both are loaded when they are first needed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

const files = [
  { name: 'process', test: /[\\/]cli[\\/]dist[\\/](process|version)\.js$/ },
  {
    name: 'simulate',
    test: /[\\/](packages[\\/]cloud-simulator|cli[\\/]dist[\\/](simulation|commands[\\/]simulate))/,
  },
  {
    name: 'fleet',
    test: /[\\/](core[\\/]dist[\\/]fleet|cli[\\/]dist[\\/](fleet[\\/](?!is-fleet-run)|commands[\\/]fleet-))/,
  },
  { name: 'alibaba-rds', test: /[\\/]packages[\\/]alibaba-rds[\\/]/ },
  { name: 'aws-dms', test: /[\\/]packages[\\/]aws-dms[\\/]/ },
  { name: 'command-line', test: /[\\/](dist|node_modules)[\\/]/ },
];

/** Takes Node's own modules as they are: an `import` of one copies every member, and so loads much that is not used. */
const nodeModules = {
  name: 'node-modules',
  renderChunk(code, chunk) {
    // Any Node can read the first file.
    if (chunk.isEntry) return undefined;
    return this.parse(code)
      .body.filter(({ type, source }) => type === 'ImportDeclaration' && source.value.startsWith('node:'))
      .reduceRight((text, { start, end, source, specifiers }) => {
        const names = specifiers.map(({ imported, local }) =>
          imported ? `{ ${imported.name}: ${local.name} }` : local.name,
        );
        const loads = names.map((name) => `const ${name} = process.getBuiltinModule('${source.value}');`);
        return text.slice(0, start) + loads.join(' ') + text.slice(end);
      }, code);
  },
};

const packageOf = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** Packs the licence of each package whose code is taken in. */
const licences = {
  name: 'licences',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = new Set(modules.flatMap((id) => packageOf.exec(id)?.[1] ?? []));
    const texts = [...folders].toSorted().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const [file] = readdirSync(folder).filter((found) => /^licen[cs]e/i.test(found));
      if (file === undefined) throw new Error(`${name} has no licence that could be packed`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join('\n\n') });
  },
};

export default defineConfig({
  input: 'bin/engine-upgrader.js',
  platform: 'node',
  external: /^@(aws-sdk|alicloud)\//,
  preserveEntrySignatures: 'allow-extension',
  plugins: [nodeModules, licences],
  // That a command is in the same file as the rest is meant.
  checks: { ineffectiveDynamicImport: false },
  logLevel: 'warn',
  output: {
    dir: 'bundle',
    cleanDir: true,
    chunkFileNames: '[name].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: files },
  },
});
