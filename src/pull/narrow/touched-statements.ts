import { type KeyKind, keySql } from '../../metrics/people/join-key.ts';
import { sqlFile, sqlText } from '../../warehouse/sql.ts';

/** What is held of an object now, and what was held when people were last matched. */
export interface HeldSince {
  /** Rows of files with a greater number came later. */
  readonly seq: number;
  /** Files of that time, by absolute path. */
  readonly files: readonly string[];
  /** Ids of records that are to be looked at again though they have not changed. */
  readonly again: readonly string[];
}

export interface TouchedRequest {
  readonly contact: HeldSince;
  readonly account: HeldSince;
  readonly relation: HeldSince;
  readonly kind: KeyKind;
  /** SQL of the user property that is the key, in `heap_users`. */
  readonly userKey: string;
  /** Whether an identity may have several users. */
  readonly repeats: boolean;
}

export interface TouchedTable {
  readonly name: string;
  readonly sql: string;
  /** Where it has more rows than are worth it, all are matched. */
  readonly limited?: true;
}

const OWN = {
  contact: ['record_id', 'deleted', 'master_id', 'account_id', 'join_value'],
  account: ['record_id', 'deleted', 'master_id'],
  relation: ['record_id', 'contact_id', 'account_id'],
} as const;

/**
 * Tables of all that changes can touch, out of `held_contact`, `held_account`, `held_relation`, `read_relation` and `heap_users`.
 * The last four hold whatever matching needs so that it finds the same for those as it would find among all:
 *
 * - `near_contact`: contacts that have, or had, a key of a touched contact, and those that merged ones live on in. One that is there
 *   for that alone has no key.
 * - `near_relation`, `near_account`: the accounts of these, and those that have changed.
 * - `near_user`: users with such a key, and all that share an identity with them.
 *
 * A contact is touched when it has changed, when a relation or an account of its has, or when one that is touched was, or is, what
 * it was merged into.
 */
export function touchedStatements({
  contact,
  account,
  relation,
  kind,
  userKey,
  repeats,
}: TouchedRequest): readonly TouchedTable[] {
  const key = keySql(kind, 'join_value');
  const since = { contact, account, relation } as const;
  return [
    ...(['contact', 'account', 'relation'] as const).flatMap((object): readonly TouchedTable[] => [
      { name: `changed_${object}`, sql: changedSql(object, since[object]), limited: true },
      { name: `was_${object}`, sql: wasSql(object, since[object]) },
    ]),
    { name: 'merge_contact', sql: mergesSql('contact') },
    { name: 'merge_account', sql: mergesSql('account') },
    { name: 'touched_account', sql: mergedInto('account', 'SELECT record_id FROM changed_account') },
    { name: 'related_contact', sql: RELATED, limited: true },
    {
      name: 'touched_contact',
      sql: mergedInto('contact', 'SELECT record_id FROM changed_contact UNION SELECT record_id FROM related_contact'),
    },
    { name: 'touched_key', sql: touchedKeysSql(contact, key) },
    {
      name: 'near_contact_id',
      sql: survivorsOf(
        'contact',
        `SELECT record_id FROM (SELECT record_id, ${key} AS key FROM held_contact) SEMI JOIN touched_key USING (key)`,
      ),
      limited: true,
    },
    {
      name: 'near_contact',
      sql: `SELECT * REPLACE (CASE WHEN ${key} IN (SELECT key FROM touched_key) THEN join_value END AS join_value)
     FROM (${heldOf(contact, 'near_contact_id')})`,
    },
    {
      name: 'near_relation',
      sql: `SELECT * FROM read_relation WHERE "ContactId" IN (SELECT record_id FROM near_contact_id)`,
    },
    {
      name: 'near_account_id',
      sql: survivorsOf(
        'account',
        `SELECT record_id FROM touched_account UNION SELECT account_id FROM near_contact WHERE account_id IS NOT NULL
       UNION SELECT "AccountId" FROM near_relation`,
      ),
    },
    {
      name: 'near_account',
      sql: 'SELECT * FROM held_account WHERE record_id IN (SELECT record_id FROM near_account_id)',
    },
    { name: 'near_user', sql: usersSql(userKey, repeats) },
  ];
}

function touchedKeysSql(since: HeldSince, key: string): string {
  return `SELECT DISTINCT key FROM (
    SELECT ${key} AS key FROM (${heldOf(since, 'touched_contact')}) UNION ALL SELECT ${key} FROM was_contact
  ) WHERE key IS NOT NULL`;
}

/** Held contacts with an Id from a table. Nearly all of these have changed, and the large file is not read for them. */
function heldOf({ seq }: HeldSince, ids: string): string {
  return `SELECT * FROM held_contact WHERE seq > ${seq} AND record_id IN (SELECT record_id FROM ${ids})
    UNION ALL BY NAME SELECT * FROM held_contact WHERE seq <= ${seq}
      AND record_id IN (SELECT record_id FROM ${ids} EXCEPT SELECT record_id FROM held_contact WHERE seq > ${seq})`;
}

/** Users with a touched key, and where identities repeat, all rows of theirs: the newest of these counts. */
function usersSql(userKey: string, repeats: boolean): string {
  const keyed = `(SELECT *, ${userKey} AS " key" FROM heap_users) users`;
  const meant = `SELECT users.* EXCLUDE (" key") FROM ${keyed} SEMI JOIN touched_key ON touched_key.key = " key"`;
  if (!repeats) return meant;
  return `WITH meant AS MATERIALIZED (${meant})
    SELECT * FROM meant UNION ALL SELECT * FROM heap_users
    WHERE identity IN (SELECT identity FROM meant) AND ${userKey} NOT IN (SELECT key FROM touched_key)`;
}

function changedSql(object: keyof typeof OWN, { seq, again }: HeldSince): string {
  const listed = again.length === 0 ? '' : `UNION SELECT unnest([${again.map(sqlText).join(', ')}])`;
  return `SELECT record_id FROM held_${object} WHERE seq > ${seq} ${listed}`;
}

function wasSql(object: keyof typeof OWN, { files }: HeldSince): string {
  if (files.length === 0) return `SELECT ${OWN[object].join(', ')} FROM held_${object} WHERE false`;
  return `SELECT ${OWN[object].join(', ')} FROM read_parquet([${files.map(sqlFile).join(', ')}], union_by_name = true)
    WHERE record_id IN (SELECT record_id FROM changed_${object})
    QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY seq DESC) = 1`;
}

/** What was merged into what, now and before. */
function mergesSql(object: 'contact' | 'account'): string {
  const merges = (from: string) => `SELECT record_id, master_id FROM ${from} WHERE deleted AND master_id <> ''`;
  return `${merges(`held_${object}`)} UNION ${merges(`was_${object}`)}`;
}

/** Records, and those that were merged into them, over however many merges. */
function mergedInto(object: 'contact' | 'account', ids: string): string {
  return `WITH RECURSIVE reached AS (${ids}
    UNION SELECT merged.record_id FROM reached JOIN merge_${object} merged ON merged.master_id = reached.record_id
  ) SELECT record_id FROM reached`;
}

/** Records, and those that they were merged into. */
function survivorsOf(object: 'contact' | 'account', ids: string): string {
  return `WITH RECURSIVE reached AS (${ids}
    UNION SELECT merged.master_id FROM reached JOIN merge_${object} merged ON merged.record_id = reached.record_id
  ) SELECT record_id FROM reached`;
}

const RELATED = `WITH relations AS (
  SELECT record_id, contact_id, account_id FROM held_relation UNION ALL SELECT record_id, contact_id, account_id FROM was_relation
)
SELECT contact_id AS record_id FROM relations WHERE record_id IN (SELECT record_id FROM changed_relation)
UNION SELECT contact_id FROM relations WHERE account_id IN (SELECT record_id FROM touched_account)
UNION SELECT record_id FROM held_contact WHERE account_id IN (SELECT record_id FROM touched_account)`;

/** How many contacts with a key there are more of than there were, and how many more whose key is theirs alone. */
export function keysGainedSql(kind: KeyKind): string {
  const living = (from: string) =>
    `SELECT ${keySql(kind, 'join_value')} AS key FROM ${from} WHERE NOT deleted AND join_value IS NOT NULL`;
  const counted = (rows: string) =>
    `SELECT coalesce(CAST(sum(bearers) AS BIGINT), 0) AS with_key, count(*) FILTER (WHERE bearers = 1) AS alone
     FROM (SELECT count(*) AS bearers FROM (${rows}) WHERE key IS NOT NULL GROUP BY key)`;
  const unchanged = '(SELECT * FROM near_contact WHERE record_id NOT IN (SELECT record_id FROM changed_contact))';
  return `SELECT now.with_key - was.with_key AS "withKey", now.alone - was.alone AS alone
    FROM (${counted(living('near_contact'))}) AS now,
      (${counted(`${living(unchanged)} UNION ALL ${living('was_contact')}`)}) AS was`;
}
