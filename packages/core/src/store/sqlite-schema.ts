/** Marks the file as a store of this project, in SQLite's `application_id`: "EngU" in ASCII. */
export const applicationId = 0x456e6755;

/** The format this release writes, in SQLite's `user_version`. */
export const storeFormatVersion = 1;

/**
 * The tables. Documents are apart from `runs`, so that a list reads short rows only. Instants are REAL, since
 * they may have fractions.
 */
export const schema: string = `
  CREATE TABLE runs (
    sequence INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    plan_id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    reference TEXT NOT NULL,
    from_version TEXT NOT NULL,
    to_version TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT,
    created_at REAL NOT NULL,
    next_look_at REAL NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_next_look ON runs (next_look_at, sequence) WHERE state <> 'ended';
  CREATE TABLE run_documents (
    run_id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE plans (run_id TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE steps (
    sequence INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (run_id, step_id)
  ) STRICT;
  CREATE INDEX steps_by_run ON steps (run_id);
  CREATE TABLE claims (member TEXT NOT NULL PRIMARY KEY, run_id TEXT NOT NULL) STRICT;
  CREATE INDEX claims_by_run ON claims (run_id);
  CREATE TABLE wishes (
    run_id TEXT NOT NULL,
    wish TEXT NOT NULL,
    wished_at REAL NOT NULL,
    PRIMARY KEY (run_id, wish)
  ) STRICT;
  CREATE TABLE leases (
    scope TEXT NOT NULL PRIMARY KEY,
    token INTEGER NOT NULL,
    owner TEXT,
    expires_at REAL NOT NULL,
    carry TEXT NOT NULL
  ) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${storeFormatVersion};
`;
