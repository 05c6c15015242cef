#!/usr/bin/env node
// Plain JavaScript that any Node can read: on one that is too old, say so before anything is imported.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`engine-upgrader needs Node 22.13 or later; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  void import('../dist/process.js').then(({ runProcess }) => runProcess());
}
