import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../contract/facts.ts';
import type { Instant } from '../contract/time.ts';
import { StoreFault } from './sqlite-fault.ts';
import { numberOf, textOf } from './sqlite-rows.ts';
import type { Acquired, Lease } from './store.ts';

/** Statements on leases, prepared once. Each function runs inside a transaction of its caller. */
export interface LeaseTable {
  acquire(scope: string, owner: string, expiresAt: Instant, now: Instant): Acquired;
  /** Whether the lease is neither lost nor given back nor expired. */
  holds(lease: Lease, now: Instant): boolean;
  renew(lease: Lease, expiresAt: Instant, now: Instant): Lease | undefined;
  release(lease: Lease, carry: Json): void;
}

/** Prepares the statements on leases. A free lease has no owner; its row stays, so that tokens keep growing. */
export function leaseTable(database: DatabaseSync): LeaseTable {
  const find = database.prepare('SELECT * FROM leases WHERE scope = ?');
  const take = database.prepare(
    `INSERT INTO leases (scope, token, owner, expires_at, carry) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (scope) DO UPDATE SET token = excluded.token, owner = excluded.owner,
     expires_at = excluded.expires_at`,
  );
  const held = 'scope = ? AND token = ? AND owner = ?';
  const findHeld = database.prepare(`SELECT token FROM leases WHERE ${held} AND expires_at > ?`);
  const prolong = database.prepare(`UPDATE leases SET expires_at = ? WHERE ${held} AND expires_at > ?`);
  const free = database.prepare(`UPDATE leases SET owner = NULL, carry = ? WHERE ${held}`);

  return {
    acquire: (scope, owner, expiresAt, now) => {
      const kept = find.get(scope);
      if (kept && kept['owner'] !== null && numberOf(kept, 'expires_at') > now) {
        return { acquired: false, owner: textOf(kept, 'owner'), expiresAt: numberOf(kept, 'expires_at') };
      }
      const token = kept ? numberOf(kept, 'token') + 1 : 1;
      const carry = kept ? textOf(kept, 'carry') : 'null';
      take.run(scope, token, owner, expiresAt, carry);
      return { acquired: true, lease: { scope, owner, token, expiresAt, carry: parseCarry(carry) } };
    },
    holds: (lease, now) => findHeld.get(lease.scope, lease.token, lease.owner, now) !== undefined,
    renew: (lease, expiresAt, now) =>
      prolong.run(expiresAt, lease.scope, lease.token, lease.owner, now).changes === 1
        ? { ...lease, expiresAt }
        : undefined,
    release: (lease, carry) => {
      free.run(JSON.stringify(carry), lease.scope, lease.token, lease.owner);
    },
  };
}

function parseCarry(carry: string): Json {
  try {
    return JSON.parse(carry) as Json;
  } catch {
    throw new StoreFault('damaged', 'what a lease carries is no JSON');
  }
}
