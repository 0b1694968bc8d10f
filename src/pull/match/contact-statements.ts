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

/**
 * Statements that find who is told of which contact. They read `held_contact`, `sf_gone` and `heap_users`, and leave
 *
 * - `contact_meant(key, record_id, account_id, stamp, fate, via)`: the contact that a key means. `fate` is 0 for one that lives, 1 for
 *   one that the contact with this key (`via`) was merged into, 2 for one that is deleted.
 * - `told_contact`: the same by identity.
 *
 * Of contacts that share a key the most recently updated one is meant, then the one with the greater Id; or none. Of a
 * million keys nearly all occur once: those that share a hash are put in order, and all others passed on as they are read.
 * The key of a contact is worked out once, and kept in a file.
 */
export function contactStatements({ join, pull, joinType }: ContactRules): readonly Made[] {
  const kind = keyKind(join.contact.heap, joinType);
  const one = join.duplicates === 'refuse' ? '(fate = 2 OR count(*) OVER (PARTITION BY key) = 1)' : 'true';
  return [
    { name: 'contact_bearer', as: 'file', sql: `${bearersSql(kind, pull.deleted === 'mark')}` },
    {
      name: 'repeated_key',
      as: 'table',
      sql: `SELECT hash(key) AS h FROM contact_bearer GROUP BY h HAVING count(*) > 1`,
    },
    {
      name: 'contact_chosen',
      as: 'file',
      sql: `SELECT key, record_id, account_id, stamp, fate, via FROM (
       SELECT key, record_id, any_value(account_id) AS account_id, any_value(stamp) AS stamp, min(fate) AS fate, max(via) AS via FROM contact_bearer
       WHERE hash(key) IN (SELECT h FROM repeated_key) GROUP BY key, record_id
       QUALIFY min(fate) = min(min(fate)) OVER (PARTITION BY key)
     ) QUALIFY ${one} AND row_number() OVER (PARTITION BY key ORDER BY stamp DESC NULLS LAST, record_id DESC) = 1`,
    },
    {
      name: 'contact_meant',
      as: 'view',
      sql: `SELECT * FROM contact_bearer WHERE hash(key) NOT IN (SELECT h FROM repeated_key) UNION ALL SELECT * FROM contact_chosen`,
    },
    {
      name: 'user_key',
      as: 'view',
      sql: `SELECT nullif(identity, '') AS identity, ${keySql(kind, sqlName(join.contact.heap))} AS key, last_modified FROM heap_users`,
    },
    {
      name: 'repeated_identity',
      as: 'table',
      sql: `SELECT hash(identity) AS h FROM user_key WHERE key IS NOT NULL AND identity IS NOT NULL GROUP BY h HAVING count(*) > 1`,
    },
    {
      name: 'told_contact',
      as: 'file',
      sql: `SELECT identity AS key, record_id, account_id, stamp, fate, via FROM (${usersSql}) users JOIN contact_meant USING (key)
     ${pull.createUsers ? newUsersSql : ''}`,
    },
  ];
}

/** Every contact that may be meant by its key. */
function bearersSql(kind: KeyKind, deletedToo: boolean): string {
  const key = keySql(kind, 'held.join_value');
  return `SELECT ${key} AS key, held.record_id, held.account_id, held.stamp, 0 AS fate, CAST(NULL AS VARCHAR) AS via
FROM held_contact held WHERE NOT held.deleted AND ${key} IS NOT NULL
UNION ALL
SELECT ${key}, coalesce(survivor.record_id, held.record_id),
  CASE WHEN survivor.record_id IS NULL THEN held.account_id ELSE survivor.account_id END, coalesce(survivor.stamp, held.stamp),
  CASE WHEN survivor.record_id IS NULL THEN 2 ELSE 1 END, held.record_id
FROM held_contact held
LEFT JOIN sf_gone gone ON gone.level = 'contact' AND gone.record_id = held.record_id
LEFT JOIN held_contact survivor ON survivor.record_id = gone.survivor_id
WHERE held.deleted AND ${key} IS NOT NULL${deletedToo ? '' : ' AND survivor.record_id IS NOT NULL'}`;
}

/** Users who can be written, each identity once. */
const usersSql = `SELECT identity, key FROM user_key
  WHERE key IS NOT NULL AND identity IS NOT NULL AND hash(identity) NOT IN (SELECT h FROM repeated_identity)
UNION ALL
SELECT identity, key FROM (
  SELECT * FROM user_key WHERE key IS NOT NULL AND hash(identity) IN (SELECT h FROM repeated_identity)
) QUALIFY row_number() OVER (PARTITION BY identity ORDER BY last_modified DESC NULLS LAST, key) = 1`;

/** People whom Heap does not know: their identity is the key. Nobody is made who is deleted already. */
const newUsersSql = `UNION ALL
SELECT key, record_id, account_id, stamp, fate, via FROM contact_meant
ANTI JOIN (SELECT key FROM user_key WHERE key IS NOT NULL) known USING (key) WHERE fate < 2`;
