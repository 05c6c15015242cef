import type { Hop } from '@engine-upgrader/core';
import { finder, type Precondition, seenMembers } from './precondition.ts';

const finding = finder('database-checks');

interface DatabaseCheck {
  readonly about: string;
  /** The version that the hop leaves; absent for all. */
  readonly from?: string;
  readonly sql: string;
}

/** What a DBA looks at in the database itself, and from which version it matters (CK, and MySQL's own manuals). */
const checks: readonly DatabaseCheck[] = [
  {
    about: 'tables of engines other than InnoDB',
    sql: "SELECT table_schema, table_name, engine FROM information_schema.tables WHERE engine IN ('MyISAM','MEMORY','TokuDB','SPHINX','ROCKSDB') AND table_schema NOT IN ('mysql','information_schema','performance_schema')",
  },
  { about: 'events', sql: 'SELECT * FROM information_schema.events' },
  {
    about: 'columns of type YEAR(2)',
    from: '5.5',
    sql: "SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE column_type = 'year(2)'",
  },
  {
    about: 'password hashes from before 4.1',
    from: '5.5',
    sql: 'SELECT user, host FROM mysql.user WHERE LENGTH(password) = 16',
  },
  { about: 'sql_mode and implicit TIMESTAMP defaults', from: '5.5', sql: 'SELECT @@sql_mode' },
  {
    about: 'full-text tables in the system tablespace',
    from: '5.6',
    sql: "SELECT name FROM information_schema.INNODB_SYS_TABLES WHERE space = 0 AND name LIKE '%/FTS_%'",
  },
  {
    about: 'a schema named sys',
    from: '5.6',
    sql: "SELECT schema_name FROM information_schema.schemata WHERE schema_name = 'sys'",
  },
  {
    about: 'a user aliyun_root',
    from: '5.6',
    sql: "SELECT user, host FROM mysql.user WHERE user = 'aliyun_root'",
  },
  {
    about: 'names that clash with the data dictionary of 8.0',
    from: '5.7',
    sql: "SELECT table_name FROM information_schema.tables WHERE table_schema = 'mysql' AND engine <> 'InnoDB'",
  },
  {
    about: 'foreign keys with names over 64 characters',
    from: '5.7',
    sql: 'SELECT constraint_schema, constraint_name FROM information_schema.referential_constraints WHERE CHAR_LENGTH(constraint_name) > 64',
  },
  {
    about: 'partitioned tables outside InnoDB',
    from: '5.7',
    sql: "SELECT table_schema, table_name FROM information_schema.tables WHERE create_options LIKE '%partitioned%' AND engine <> 'InnoDB'",
  },
];

/** What only the database can tell, with the SQL that asks it: nothing here logs in to a database. */
export const databaseChecks: Precondition = (input) => {
  const { hops } = input.draft;
  if (hops.length === 0) return [];
  return seenMembers(input)
    .slice(0, 1)
    .map(({ url }) => {
      const asked = checks.filter((check) => isAsked(check, hops));
      const message = `only the database can tell: ${asked.map((check) => check.about).join('; ')}`;
      const remedy = asked.map((check) => `-- ${check.about}\n${check.sql};`).join('\n');
      return finding('unknown', url, { message, remedy });
    });
};

function isAsked(check: DatabaseCheck, hops: readonly Hop[]): boolean {
  return check.from === undefined || hops.some((hop) => hop.from === check.from);
}
