import type { JoinSettings, Level } from '../../config/settings.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import { type KeyKind, keyKind, keySql, looseKeySql } from './join-key.ts';

export interface PeopleRequest {
  readonly join: JoinSettings;
  /**
   * What describe says of the Salesforce fields that the keys are compared with: `email`, `id`, `reference`, `string`, …
   * `account` is there when users find their account by a property.
   */
  readonly fieldTypes: { readonly contact: string; readonly account?: string };
}

/** Statements that make tables of who is who, and queries over them; see `peopleSql`. */
export interface PeopleSql {
  /** To be run in this order. */
  readonly statements: readonly string[];
  /** `(level, join_value, kept_id, other_id, users)`: records that share a key, and how many Heap users have it. */
  readonly duplicates: string;
  /** One row `(users, matched, without_key, unmatched, undecided, through_merge, of_several_accounts, shared_contacts, shared_users)`. */
  readonly counts: string;
  /**
   * `(user_id, contact_key, account_key, near_id, near_value, near_why)`: users whose key no contact has, nor their account
   * key an account. Near is a record whose key differs in `case or blanks` only, or one that was `deleted`; or NULL.
   */
  readonly unmatched: string;
}

/**
 * Who is who: the users of Heap, the contacts and accounts of Salesforce.
 *
 * Reads `heap_users`, `read_contact(Id, join_value, AccountId, SystemModstamp, IsDeleted, MasterRecordId)`,
 * `read_account` (the same without AccountId) and `read_relation(ContactId, AccountId)`; Ids as the API gives them, 18
 * characters long. The statements leave:
 *
 * - `sf_contact`, `sf_account`: the records that live, in the end without the undecided ones.
 * - `sf_gone(level, record_id, survivor_id)`: those that were deleted or merged; the record that lives on in their
 *   place, or NULL.
 * - `sf_account_of(contact_id, account_id, accounts)`: the one account of each contact; of several, the most recently
 *   updated one.
 * - `sf_contact_key`, `sf_account_key(key, record_id, through, place)`: what each key means; place 1 is the record meant.
 *   A merged record's key means its survivor, unless a living record has that key.
 * - `matched`: each Heap user with keys and records. `people(user_id, contact_id, account_id)`: those that have any.
 * - `undecided(level, record_id)`: records that are left as they are, because which one a key means is refused.
 *
 * Of records that share a key the most recently updated one is meant, then the one with the greater Id.
 */
export function peopleSql({ join, fieldTypes }: PeopleRequest): PeopleSql {
  const account = join.account.kind === 'property' ? join.account : undefined;
  const contactKind = keyKind(join.contact.heap, fieldTypes.contact);
  const accountKind = account ? keyKind(account.heap, fieldTypes.account ?? 'string') : 'exact';
  const accountKey = account ? keySql(accountKind, sqlName(account.heap)) : 'CAST(NULL AS VARCHAR)';
  const refuse = join.duplicates === 'refuse';
  const tables: readonly (readonly [name: string, sql: string])[] = [
    ['sf_gone', goneSql],
    ['sf_account_of', ACCOUNT_OF],
    ['sf_contact_key', meantSql('contact', contactKind)],
    ['sf_account_key', account ? meantSql('account', accountKind) : NO_KEYS],
    ['matched', matchedSql(keySql(contactKind, sqlName(join.contact.heap)), accountKey, { refuse, own: !!account })],
    ['undecided', undecidedSql({ refuse, own: !!account })],
    ['people', PEOPLE],
  ];
  return {
    statements: [
      ...LEVELS.map((level) => livingSql(level, 'true')),
      ...tables.map(([name, sql]) => `CREATE OR REPLACE TABLE ${name} AS ${sql}`),
      ...LEVELS.map((level) => livingSql(level, decidedSql('Id', level))),
    ],
    duplicates: `${duplicatesSql('contact')}
UNION ALL
${duplicatesSql('account')}
ORDER BY ALL`,
    counts: COUNTS,
    unmatched: unmatchedSql(account ? { contact: contactKind, account: accountKind } : { contact: contactKind }),
  };
}

const LEVELS: readonly Level[] = ['contact', 'account'];

function livingSql(level: Level, condition: string): string {
  return `CREATE OR REPLACE VIEW sf_${level} AS
SELECT * EXCLUDE (IsDeleted, MasterRecordId) FROM read_${level} WHERE NOT IsDeleted AND ${condition}`;
}

function decidedSql(id: string, level: Level): string {
  return `${id} NOT IN (SELECT record_id FROM undecided WHERE level = ${sqlText(level)})`;
}

/**
 * `(level, record_id, survivor_id)` from `read_contact`, `read_account` and the views `sf_contact`, `sf_account` of those
 * that live. A record may be merged into one that is merged later. UNION drops what was reached before, so that nothing
 * goes round.
 */
export const goneSql = `WITH RECURSIVE gone AS (
  SELECT 'contact' AS level, Id, nullif(MasterRecordId, '') AS next FROM read_contact WHERE IsDeleted
  UNION ALL SELECT 'account', Id, nullif(MasterRecordId, '') FROM read_account WHERE IsDeleted
), path AS (
  SELECT level, Id AS record_id, next FROM gone WHERE next IS NOT NULL
  UNION
  SELECT path.level, path.record_id, gone.next FROM path JOIN gone ON gone.level = path.level AND gone.Id = path.next
  WHERE gone.next IS NOT NULL
), living AS (
  SELECT 'contact' AS level, Id FROM sf_contact WHERE Id IN (SELECT next FROM path)
  UNION ALL SELECT 'account', Id FROM sf_account WHERE Id IN (SELECT next FROM path)
),
survivors AS (
  SELECT path.level, record_id, living.Id AS survivor_id FROM path
  JOIN living ON living.level = path.level AND living.Id = path.next
)
SELECT gone.level, gone.Id AS record_id, survivor_id
FROM gone LEFT JOIN survivors ON survivors.level = gone.level AND survivors.record_id = gone.Id`;

/** The contact's own account is one among equals; it decides only where two were updated at the same moment. */
const ACCOUNT_OF = `WITH named AS (
  SELECT Id AS contact_id, AccountId AS account_id, true AS direct FROM sf_contact WHERE AccountId <> ''
  UNION ALL SELECT ContactId, AccountId, false FROM read_relation
)
SELECT contact_id, account.Id AS account_id, count(DISTINCT account.Id) OVER (PARTITION BY contact_id) AS accounts FROM named
LEFT JOIN sf_gone gone ON gone.level = 'account' AND gone.record_id = named.account_id
JOIN sf_account account ON account.Id = coalesce(gone.survivor_id, named.account_id)
QUALIFY row_number() OVER (
  PARTITION BY contact_id ORDER BY account.SystemModstamp DESC NULLS LAST, direct DESC, account.Id DESC) = 1`;

const NO_KEYS = `SELECT CAST(NULL AS VARCHAR) AS key, CAST(NULL AS VARCHAR) AS record_id, NULL AS through, 1 AS place WHERE false`;

/** A key of one record alone means that one: a million of those are neither sorted nor grouped. */
function meantSql(level: Level, kind: KeyKind): string {
  const key = keySql(kind, 'read.join_value');
  return `WITH bearers AS MATERIALIZED (
  SELECT ${key} AS key, coalesce(gone.survivor_id, read.Id) AS record_id, read.Id AS bearer, read.IsDeleted AS merged
  FROM read_${level} read LEFT JOIN sf_gone gone ON gone.level = '${level}' AND gone.record_id = read.Id
  WHERE ${key} IS NOT NULL AND (NOT read.IsDeleted OR gone.survivor_id IS NOT NULL)
), shared AS MATERIALIZED (
  SELECT key FROM bearers GROUP BY key HAVING count(*) > 1
), candidates AS (
  SELECT key, record_id, merged, max(bearer) AS bearer FROM bearers SEMI JOIN shared USING (key)
  GROUP BY key, record_id, merged
  QUALIFY NOT merged OR bool_and(merged) OVER (PARTITION BY key)
)
SELECT key, record_id, CASE WHEN merged THEN bearer END AS through,
  row_number() OVER (PARTITION BY key ORDER BY living.SystemModstamp DESC NULLS LAST, record_id DESC) AS place
FROM candidates JOIN sf_${level} living ON living.Id = record_id
UNION ALL
SELECT key, record_id, CASE WHEN merged THEN bearer END AS through, 1 AS place FROM bearers ANTI JOIN shared USING (key)`;
}

interface Rules {
  readonly refuse: boolean;
  /** Whether users find their account by a key of its own. */
  readonly own: boolean;
}

/** `fate`: matched, keyless, unmatched, or undecided where several records share the key and none may be taken. */
function matchedSql(contactKey: string, accountKey: string, { refuse, own }: Rules): string {
  const one = (table: string) =>
    refuse ? `(SELECT * FROM ${table} WHERE key NOT IN (SELECT key FROM ${table} WHERE place > 1))` : table;
  const several = (table: string, key: string) => `${key} IN (SELECT key FROM ${table} WHERE place > 1)`;
  return `WITH users AS (
  SELECT user_id, ${contactKey} AS contact_key, ${accountKey} AS account_key FROM heap_users
), found AS (
  SELECT user_id, contact_key, account_key, c.record_id AS contact_id,
    ${own ? 'a.record_id' : 'account_of.account_id'} AS account_id,
    c.through IS NOT NULL OR a.through IS NOT NULL AS through_merge
  FROM users
  LEFT JOIN ${one('sf_contact_key')} c ON c.key = contact_key AND c.place = 1
  LEFT JOIN ${one('sf_account_key')} a ON a.key = account_key AND a.place = 1
  LEFT JOIN sf_account_of account_of ON account_of.contact_id = c.record_id
)
SELECT *, CASE
  WHEN contact_id IS NOT NULL OR account_id IS NOT NULL THEN 'matched'
  WHEN contact_key IS NULL AND account_key IS NULL THEN 'keyless'
  WHEN ${several('sf_contact_key', 'contact_key')} OR ${several('sf_account_key', 'account_key')} THEN 'undecided'
  ELSE 'unmatched' END AS fate
FROM found`;
}

/** All records that a refused key of a Heap user might mean, and their accounts: a figure without that user would be wrong. */
function undecidedSql({ refuse, own }: Rules): string {
  if (!refuse) return `SELECT CAST(NULL AS VARCHAR) AS level, CAST(NULL AS VARCHAR) AS record_id WHERE false`;
  const candidates = (level: Level) => `SELECT record_id FROM sf_${level}_key
    WHERE key IN (SELECT ${level}_key FROM matched) AND key IN (SELECT key FROM sf_${level}_key WHERE place > 1)`;
  return `SELECT 'contact' AS level, record_id FROM (${candidates('contact')})
  UNION SELECT 'account', ${own ? `record_id FROM (${candidates('account')})` : `account_id FROM sf_account_of WHERE contact_id IN (${candidates('contact')})`}`;
}

const settled = (level: Level) => `CASE WHEN ${decidedSql(`${level}_id`, level)} THEN ${level}_id END`;

const PEOPLE = `SELECT * FROM (
  SELECT user_id, ${settled('contact')} AS contact_id, ${settled('account')} AS account_id FROM matched WHERE fate = 'matched'
) WHERE contact_id IS NOT NULL OR account_id IS NOT NULL`;

const COUNTS = `WITH shared AS (
  SELECT contact_id, count(*) AS users FROM matched WHERE contact_id IS NOT NULL GROUP BY contact_id HAVING count(*) > 1
)
SELECT count(*) AS users,
  count(*) FILTER (WHERE fate = 'matched') AS matched,
  count(*) FILTER (WHERE fate = 'keyless') AS without_key,
  count(*) FILTER (WHERE fate = 'unmatched') AS unmatched,
  count(*) FILTER (WHERE fate = 'undecided') AS undecided,
  count(*) FILTER (WHERE fate = 'matched' AND through_merge) AS through_merge,
  (SELECT count(*) FROM sf_account_of WHERE accounts > 1) AS of_several_accounts,
  (SELECT count(*) FROM shared) AS shared_contacts,
  (SELECT coalesce(CAST(sum(users) AS BIGINT), 0) FROM shared) AS shared_users
FROM matched`;

function duplicatesSql(level: Level): string {
  return `SELECT '${level}' AS level, kept.key AS join_value, kept.record_id AS kept_id, other.record_id AS other_id,
  (SELECT count(*) FROM matched WHERE ${level}_key = kept.key) AS users
FROM sf_${level}_key kept JOIN sf_${level}_key other ON other.key = kept.key AND other.place > 1 WHERE kept.place = 1`;
}

/** Looks at the records without a match once, by what remains of a key without case and blanks. */
function unmatchedSql(kinds: Readonly<Partial<Record<Level, KeyKind>>>): string {
  const near = LEVELS.flatMap((level) => {
    const kind = kinds[level];
    if (kind === undefined) return [];
    const key = keySql(kind, 'join_value');
    return [
      `SELECT lost.user_id, read.Id AS near_id, read.join_value AS near_value,
    CASE WHEN read.IsDeleted THEN 'deleted' ELSE 'case or blanks' END AS near_why, read.IsDeleted
  FROM lost JOIN (SELECT *, ${looseKeySql(key)} AS loose FROM read_${level}) read ON read.loose = ${looseKeySql(`lost.${level}_key`)}`,
    ];
  });
  return `WITH lost AS (SELECT user_id, contact_key, account_key FROM matched WHERE fate = 'unmatched'),
near AS (
  SELECT * EXCLUDE (IsDeleted) FROM (${near.join('\n  UNION ALL ')})
  QUALIFY row_number() OVER (PARTITION BY user_id ORDER BY IsDeleted, near_id DESC) = 1
)
SELECT lost.*, near_id, near_value, near_why FROM lost LEFT JOIN near USING (user_id)`;
}
