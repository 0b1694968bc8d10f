import { keyKind, keySql } from '../../metrics/people/join-key.ts';
import type { KeyUniqueness } from '../../metrics/people/key-uniqueness.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type HeldSince, keysGainedSql, touchedStatements } from './touched-statements.ts';

export interface NarrowRequest {
  readonly warehouse: Warehouse;
  readonly contact: HeldSince;
  readonly account: HeldSince;
  readonly relation: HeldSince;
  /** The user property that is the key, and describe's type of the Contact field that it is compared with. */
  readonly property: string;
  readonly joinType: string;
  /** Whether several users may have one identity. */
  readonly repeats: boolean;
  /** How far the key told contacts apart when they were last matched. */
  readonly keys: Pick<KeyUniqueness, 'withKey' | 'alone'>;
}

/** Where changes touch more than this, all are matched: that reads each file once, and these are held in memory. */
const MOST = 50_000;

/** What is looked at in place of all that is held, by the name that it takes. */
const NARROWED = {
  held_contact: 'near_contact',
  held_account: 'near_account',
  read_relation: 'near_relation',
  heap_users: 'near_user',
} as const;

/**
 * Has `held_contact`, `held_account`, `read_relation` and `heap_users` show only what has been touched since people were last
 * matched, with whatever else matching needs to find the same. Gives how far the key tells all contacts apart now; undefined,
 * with everything left as it was, where too much is touched.
 */
export async function narrowHeld(request: NarrowRequest): Promise<NarrowRequest['keys'] | undefined> {
  const { warehouse, contact, account, relation, repeats, keys } = request;
  const kind = keyKind(request.property, request.joinType);
  const userKey = keySql(kind, sqlName(request.property));
  for (const { name, sql, limited } of touchedStatements({ contact, account, relation, kind, userKey, repeats })) {
    await warehouse.run(`CREATE OR REPLACE TABLE ${name} AS ${sql}`);
    if (limited && (await warehouse.count(`SELECT 1 FROM ${name}`)) > MOST) return undefined;
  }
  const [gained] = await warehouse.rows<NarrowRequest['keys']>(keysGainedSql(kind));
  for (const [name, near] of Object.entries(NARROWED)) {
    await warehouse.run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM ${near}`);
  }
  return { withKey: keys.withKey + gained!.withKey, alone: keys.alone + gained!.alone };
}
