import type { DatabaseSync } from 'node:sqlite';
import { knownOrgOf } from './rows.ts';
import type { KnownOrg } from './types/ledger.ts';

/** What an org has once said of itself; undefined where it was never asked. */
export function knownOrg(database: DatabaseSync, orgId: string): KnownOrg | undefined {
  const row = database.prepare('SELECT * FROM org WHERE org_id = ?').get(orgId);
  return row && knownOrgOf(row);
}

/** Keeps what an org has said of itself; nothing is written where that is known. */
export function keepOrg(database: DatabaseSync, { organizationId, environment, name }: KnownOrg): void {
  const known = knownOrg(database, organizationId);
  if (known?.environment === environment && known.name === name) return;
  database
    .prepare('INSERT OR REPLACE INTO org (org_id, environment, company) VALUES (?, ?, ?)')
    .run(organizationId, environment, name);
}
