import { keySql, looseKeySql } from '../../metrics/people/join-key.ts';
import { type KeyUniqueness, readUniqueness } from '../../metrics/people/key-uniqueness.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { KeyPair } from './key-pair.ts';

/** How well a pair of keys brings contacts and Heap users together. */
export interface PairMeasure extends KeyPair {
  readonly contacts: SideMeasure;
  readonly users: SideMeasure;
  readonly uniqueness: KeyUniqueness;
  /** Users that match nobody, and would if case and blanks did not count. */
  readonly near: number;
}

/** One side of a pair. */
export interface SideMeasure {
  readonly all: number;
  /** Without a key. */
  readonly blank: number;
  /** Different keys. */
  readonly keys: number;
  /** Whose key another one of their side has too. */
  readonly shared: number;
  /** Whose key somebody of the other side has. */
  readonly matched: number;
  /** Those in percent of all with a key, cut to one decimal. */
  readonly matchRate: number;
}

interface SideRow {
  readonly all: number;
  readonly with_key: number;
  readonly keys: number;
  readonly shared: number;
  readonly matched: number;
}

/**
 * Measures a pair over `key_contact` and `heap_users`. Leaves `pair_contact(record_id, stamp, value, key)` and
 * `pair_user(user_id, name, value, key)`; a user is called by its identity, or else by its id.
 */
export async function measurePair(warehouse: Warehouse, pair: KeyPair): Promise<PairMeasure> {
  const [field, property] = [sqlName(pair.field), sqlName(pair.property)];
  await warehouse.run(`CREATE OR REPLACE TABLE pair_contact AS
    SELECT record_id, stamp, ${field} AS value, ${keySql(pair.kind, field)} AS key FROM key_contact`);
  await warehouse.run(`CREATE OR REPLACE TABLE pair_user AS
    SELECT user_id, coalesce(nullif(identity, ''), 'user ' || user_id) AS name,
      CAST(${property} AS VARCHAR) AS value, ${keySql(pair.kind, property)} AS key FROM heap_users`);
  const side = async (own: string, other: string) => {
    const [row] = await warehouse.rows<SideRow>(sideSql(own, other));
    return sideOf(row ?? { all: 0, with_key: 0, keys: 0, shared: 0, matched: 0 });
  };
  const bearers = { from: 'pair_contact', id: 'record_id', value: 'value', kind: pair.kind };
  return {
    ...pair,
    contacts: await side('pair_contact', 'pair_user'),
    users: await side('pair_user', 'pair_contact'),
    uniqueness: await readUniqueness(warehouse, bearers),
    near: await warehouse.count(NEAR),
  };
}

/** Users that match nobody, with the contact whose key differs from theirs in case or blanks only. */
export const NEAR = `WITH lost AS (
    SELECT user_id, name, value, ${looseKeySql('key')} AS loose FROM pair_user
    WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM pair_contact WHERE key IS NOT NULL)
  )
  SELECT lost.user_id, lost.name, lost.value, contact.record_id, contact.value AS contact_value FROM lost
  JOIN (SELECT record_id, value, stamp, ${looseKeySql('key')} AS loose FROM pair_contact WHERE key IS NOT NULL) contact
    USING (loose)
  QUALIFY row_number() OVER (PARTITION BY lost.user_id ORDER BY contact.stamp DESC NULLS LAST, contact.record_id DESC) = 1`;

function sideSql(own: string, other: string): string {
  return `WITH keys AS (SELECT key, count(*) AS bearers FROM ${own} WHERE key IS NOT NULL GROUP BY key)
  SELECT (SELECT count(*) FROM ${own}) AS "all", coalesce(CAST(sum(bearers) AS BIGINT), 0) AS with_key, count(*) AS keys,
    coalesce(CAST(sum(bearers) FILTER (WHERE bearers > 1) AS BIGINT), 0) AS shared,
    coalesce(CAST(sum(bearers) FILTER (WHERE key IN (SELECT key FROM ${other} WHERE key IS NOT NULL)) AS BIGINT), 0) AS matched
  FROM keys`;
}

function sideOf({ all, with_key, keys, shared, matched }: SideRow): SideMeasure {
  const matchRate = with_key === 0 ? 0 : Math.floor((matched / with_key) * 1000) / 10;
  return { all, blank: all - with_key, keys, shared, matched, matchRate };
}
