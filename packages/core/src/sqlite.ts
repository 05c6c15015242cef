export { openSqliteStore, type SqliteStoreOptions } from './store/sqlite.ts';
