import type { Warehouse } from '../../warehouse/warehouse.ts';
import { NEAR } from './measure-pair.ts';

/** Rows of a list that are given; a file has all of them. */
const MOST = 100_000;

export interface List<Row> {
  /** All there are, listed or not. */
  readonly total: number;
  readonly rows: readonly Row[];
}

/** What is wrong with a key, row by row. */
export interface Findings {
  /** Contacts that share a key: the one updated last, and another. */
  readonly contacts: List<{ readonly key: string; readonly id: string; readonly otherId: string }>;
  /** Heap users that share a key, by identity; several may be one person. */
  readonly users: List<{ readonly key: string; readonly identity: string; readonly otherIdentity: string }>;
  /** Users that match nobody, and a contact whose key differs in case or blanks only. */
  readonly near: List<{
    readonly identity: string;
    readonly value: string;
    readonly id: string;
    readonly contactValue: string;
  }>;
}

const CONTACTS = `SELECT kept.key, kept.record_id AS id, other.record_id AS "otherId"
  FROM ranked kept JOIN ranked other ON other.key = kept.key AND other.place > 1 WHERE kept.place = 1`;
const USERS = `SELECT kept.key, kept.name AS identity, other.name AS "otherIdentity"
  FROM ranked kept JOIN ranked other ON other.key = kept.key AND other.place > 1 WHERE kept.place = 1`;

const ranked = (table: string, order: string, rest: string) => `WITH ranked AS (
  SELECT *, row_number() OVER (PARTITION BY key ORDER BY ${order}) AS place FROM ${table} WHERE key IS NOT NULL
) ${rest}`;

const LISTS = {
  contacts: `SELECT * FROM (${ranked('pair_contact', 'stamp DESC NULLS LAST, record_id DESC', CONTACTS)}) ORDER BY ALL`,
  users: `SELECT * FROM (${ranked('pair_user', 'user_id', USERS)}) ORDER BY ALL`,
  near: `SELECT name AS identity, value, record_id AS id, contact_value AS "contactValue" FROM (${NEAR}) ORDER BY ALL`,
} as const;

/** Lists what was found of the pair that was measured last. */
export async function listFindings(warehouse: Warehouse): Promise<Findings> {
  const list = async <Row>(sql: string): Promise<List<Row>> => {
    const rows = await warehouse.rows<Row>(`${sql} LIMIT ${MOST}`);
    return { total: rows.length < MOST ? rows.length : await warehouse.count(sql), rows };
  };
  return { contacts: await list(LISTS.contacts), users: await list(LISTS.users), near: await list(LISTS.near) };
}

/** Writes all findings into one CSV file, each with what it is. */
export async function writeFindings(warehouse: Warehouse, file: string): Promise<void> {
  const all = `SELECT 'contacts share a key' AS finding, key, id AS contact, "otherId" AS other_contact,
      NULL AS other_key, NULL AS identity, NULL AS other_identity FROM (${LISTS.contacts})
    UNION ALL SELECT 'users share a key', key, NULL, NULL, NULL, identity, "otherIdentity" FROM (${LISTS.users})
    UNION ALL SELECT 'differs in case or blanks', "contactValue", id, NULL, value, identity, NULL FROM (${LISTS.near})`;
  const text = (name: string) => `CAST(${name} AS VARCHAR) AS ${name}`;
  const columns = ['finding', 'key', 'other_key', 'contact', 'other_contact', 'identity', 'other_identity'];
  await warehouse.copyToCsv(`SELECT ${columns.map(text).join(', ')} FROM (${all})`, file, { nullText: '' });
}
