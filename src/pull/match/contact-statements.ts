import type { JoinSettings, PullSettings } from '../../config/settings.ts';
import { type KeyKind, keyKind, keySql } from '../../metrics/people/join-key.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Made } from './made.ts';

export interface ContactRules {
  readonly join: JoinSettings;
  readonly pull: Pick<PullSettings, 'createUsers' | 'deleted'>;
  /** Describe's type of the Contact field that is the key: `email`, `string`. */
  readonly joinType: string;
}

/** Whether there are several who share a key, and several users with one identity. */
export interface Repeats {
  readonly keys: boolean;
  readonly identities: boolean;
}

/**
 * Statements that find which keys there are. They read `held_contact`, `sf_gone` and `heap_users`, and leave
 *
 * - `contact_bearer(key, record_id, account_id, stamp, fate, via)`: every contact, with its key if it has one. `fate` is 0 for one that
 *   lives, 1 for one that the contact with this key (`via`) was merged into, 2 for one that is deleted. A key is worked out once, and
 *   kept in a file; nobody is passed over for want of one, since that would be to work it out twice.
 * - `user_key(identity, key, last_modified)`; `user_unnamed(key)`, those of them without an identity: as a table it tells DuckDB how few
 *   they are, which would else hold all contacts to look for them.
 * - `repeated_key(h)`, `repeated_identity(h)`: of a million nearly all occur once; the hashes of those that do not.
 */
export function keyStatements({ join, pull, joinType }: ContactRules): readonly Made[] {
  const kind = keyKind(join.contact.heap, joinType);
  return [
    { name: 'contact_bearer', as: 'files', sql: [bearersSql(kind, pull.deleted === 'mark')] },
    { name: 'repeated_key', as: 'table', sql: repeatedSql('key', 'contact_bearer') },
    {
      name: 'user_key',
      as: 'view',
      sql: `SELECT nullif(identity, '') AS identity, ${keySql(kind, sqlName(join.contact.heap))} AS key, last_modified FROM heap_users`,
    },
    {
      name: 'user_unnamed',
      as: 'table',
      sql: 'SELECT key FROM user_key WHERE identity IS NULL AND key IS NOT NULL',
    },
    { name: 'repeated_identity', as: 'table', sql: repeatedSql('identity', 'user_key') },
  ];
}

const repeatedSql = (column: string, table: string): string =>
  `SELECT hash(${column}) AS h FROM ${table} WHERE ${column} IS NOT NULL GROUP BY h HAVING count(*) > 1`;

/**
 * Statements that find who is told of which contact. They leave, with the columns of `contact_bearer`,
 *
 * - `contact_meant`: the contact that a key means. Of contacts that share one the most recently updated one is meant, then the one with
 *   the greater Id; or none. Only those that share a hash are put in order, and all others passed on as they are read.
 * - `told_contact`: the same by identity, found in `shares` of the keys one after the other.
 */
export function contactStatements(
  { join, pull }: ContactRules,
  { repeats, shares }: { readonly repeats: Repeats; readonly shares: number },
): readonly Made[] {
  const one = join.duplicates === 'refuse' ? '(fate = 2 OR count(*) OVER (PARTITION BY key) = 1)' : 'true';
  const alone = 'SELECT * FROM contact_bearer WHERE key IS NOT NULL';
  const chosen: Made = {
    name: 'contact_chosen',
    as: 'files',
    sql: [
      `SELECT key, record_id, account_id, stamp, fate, via FROM (
       SELECT key, record_id, any_value(account_id) AS account_id, any_value(stamp) AS stamp, min(fate) AS fate, max(via) AS via FROM contact_bearer
       WHERE key IS NOT NULL AND hash(key) IN (SELECT h FROM repeated_key) GROUP BY key, record_id
       QUALIFY min(fate) = min(min(fate)) OVER (PARTITION BY key)
     ) QUALIFY ${one} AND row_number() OVER (PARTITION BY key ORDER BY stamp DESC NULLS LAST, record_id DESC) = 1`,
    ],
  };
  const meant = repeats.keys
    ? `${alone} AND hash(key) NOT IN (SELECT h FROM repeated_key) UNION ALL SELECT * FROM contact_chosen`
    : alone;
  return [
    ...(repeats.keys ? [chosen] : []),
    { name: 'contact_meant', as: 'view', sql: meant },
    {
      name: 'told_contact',
      as: 'files',
      sql: keyShares(shares).map(
        (isIn) => `SELECT identity AS key, record_id, account_id, stamp, fate, via FROM
       (SELECT * FROM (${usersSql(repeats)}) WHERE ${isIn}) users JOIN (SELECT * FROM contact_meant WHERE ${isIn}) meant USING (key)
     ${pull.createUsers ? newUsersSql(isIn) : ''}`,
      ),
    },
  ];
}

/** Conditions that part all keys into so many shares. */
function keyShares(shares: number): readonly string[] {
  return Array.from({ length: shares }, (_, at) => (shares === 1 ? 'true' : `hash(key) % ${shares} = ${at}`));
}

/** Every contact that may be meant by its key. */
function bearersSql(kind: KeyKind, deletedToo: boolean): string {
  const key = keySql(kind, 'held.join_value');
  return `SELECT ${key} AS key, held.record_id, held.account_id, held.stamp, 0 AS fate, CAST(NULL AS VARCHAR) AS via
FROM held_contact held WHERE NOT held.deleted
UNION ALL
SELECT ${key}, coalesce(survivor.record_id, held.record_id),
  CASE WHEN survivor.record_id IS NULL THEN held.account_id ELSE survivor.account_id END, coalesce(survivor.stamp, held.stamp),
  CASE WHEN survivor.record_id IS NULL THEN 2 ELSE 1 END, held.record_id
FROM held_contact held
LEFT JOIN sf_gone gone ON gone.level = 'contact' AND gone.record_id = held.record_id
LEFT JOIN (SELECT * FROM held_contact WHERE record_id IN (SELECT survivor_id FROM sf_gone WHERE level = 'contact')) survivor
  ON survivor.record_id = gone.survivor_id
WHERE held.deleted AND ${key} IS NOT NULL${deletedToo ? '' : ' AND survivor.record_id IS NOT NULL'}`;
}

/** Users who can be written, each identity once; who has no key matches none. */
function usersSql({ identities }: Repeats): string {
  const alone = 'SELECT identity, key FROM user_key WHERE identity IS NOT NULL';
  if (!identities) return alone;
  return `${alone} AND hash(identity) NOT IN (SELECT h FROM repeated_identity)
UNION ALL
SELECT identity, key FROM (
  SELECT * FROM user_key WHERE key IS NOT NULL AND hash(identity) IN (SELECT h FROM repeated_identity)
) QUALIFY row_number() OVER (PARTITION BY identity ORDER BY last_modified DESC NULLS LAST, key) = 1`;
}

/** People whom Heap does not know: their identity is the key. Nobody is made who is deleted already. */
const newUsersSql = (isIn: string) => `UNION ALL
SELECT key, record_id, account_id, stamp, fate, via FROM contact_meant
ANTI JOIN (SELECT key FROM user_key WHERE key IS NOT NULL AND ${isIn}) known USING (key) WHERE fate < 2 AND ${isIn}`;
