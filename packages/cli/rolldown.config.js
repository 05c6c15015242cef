// The program as it is published: a few files, which start several times as fast as some 300. Each driver is a file of
// its own, and so is the engine; the official clients stay packages of their own. All are loaded when they are first
// needed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

/** What every command begins with, and `instances`, which has to be quick: it does without the engine. */
const firstFile =
  /[\\/](cli[\\/]dist[\\/](main|process-io|commands[\\/]instances)|core[\\/]dist[\\/]engine[\\/](listing|paced-read))\.js$/;
/** Files that are either needed first, or with the engine when it is. */
const dividedFile = /[\\/](cli[\\/]dist[\\/]|core[\\/]dist[\\/](index|document|engine|sqlite|store))/;
/** It names every file of core, and so says nothing of which are needed. */
const index = /[\\/]core[\\/]dist[\\/]index\.js$/;

/** Whether one of the first files imports a file, by way of whatever others. */
function isNeededFirst(id, modules, seen = new Set()) {
  if (seen.has(id) || index.test(id)) return false;
  seen.add(id);
  const { importers } = modules.getModuleInfo(id);
  return firstFile.test(id) || importers.some((importer) => isNeededFirst(importer, modules, seen));
}

const isForUpgrades = (id, modules) => dividedFile.test(id) && !isNeededFirst(id, modules);

const groups = [
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
  {
    name: (id, modules) => (isForUpgrades(id, modules) ? 'upgrades' : 'command-line'),
    debugName: 'upgrades or command-line',
    test: /[\\/](dist|node_modules)[\\/]/,
  },
];

/** A listing would be slow again if what it loads imported the engine. */
const withoutEngine = {
  name: 'without-engine',
  generateBundle(_options, bundle) {
    for (const name of ['command-line.js', 'alibaba-rds.js', 'aws-dms.js']) {
      if (!bundle[name].imports.includes('upgrades.js')) continue;
      this.error(`${name} imports upgrades.js; import what it takes from there when it is needed`);
    }
  },
};

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

/** Takes the official clients as what they are, CommonJS: an `import` of one reads it once more, for its names. */
const officialClients = {
  name: 'official-clients',
  renderChunk(code) {
    const required = code.replaceAll(
      /\bimport\(("@(?:aws-sdk|alicloud)\/[\w-]+")\)/g,
      '(async () => require($1))()',
    );
    if (required === code) return undefined;
    return `${required}\nconst require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\n`;
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
  plugins: [withoutEngine, nodeModules, officialClients, licences],
  // That a command is in the same file as the rest is meant.
  checks: { ineffectiveDynamicImport: false },
  logLevel: 'warn',
  output: {
    dir: 'bundle',
    cleanDir: true,
    // Half of the text; what is read at every start is small. Licences are in a file of their own.
    comments: false,
    chunkFileNames: '[name].js',
    codeSplitting: { includeDependenciesRecursively: false, groups },
  },
});
