#!/usr/bin/env node
// Plain JavaScript that any Node can read: on one that is too old, say so before anything is imported.
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`engine-upgrader needs Node 22.13 or later; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // Compiled code is kept in the user's own cache folder: the next start is quicker.
  const { HOME, XDG_CACHE_HOME } = process.env;
  const folder = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && `${HOME}/.cache`;
  if (folder) module.enableCompileCache(`${folder}/engine-upgrader`);
  void import('../dist/process.js').then(({ runProcess }) => runProcess());
}
