/** Node's own SQLite module, by its types. */
export type SqliteModule = typeof import('node:sqlite');

/**
 * Loads `node:sqlite` when it is first needed, and keeps the warning to itself with which Node 22 and 24
 * announce that the module may still change: that concerns this project's developers, not the people who run
 * an upgrade. Loading is synchronous, so no other warning can fall into the gap.
 */
export function loadSqlite(): SqliteModule {
  const emitWarning = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    if (emitWarning) Object.defineProperty(process, 'emitWarning', emitWarning);
  }
}
