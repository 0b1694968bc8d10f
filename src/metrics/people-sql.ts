import type { JoinSettings } from '../config/settings.ts';
import { sqlName } from '../warehouse/sql.ts';

export interface PeopleRequest {
  readonly join: JoinSettings;
  /**
   * What describe says of the Salesforce fields that the keys are compared with: `email`, `id`, `reference`, `string`, …
   * `account` is there when users find their account by a property.
   */
  readonly fieldTypes: { readonly contact: string; readonly account?: string };
}

/** Queries over `heap_users` and what was read from Salesforce, see `peopleSql`. */
export interface PeopleSql {
  /** `(user_id, contact_id, account_id)`: one row for each Heap user that has a contact, an account, or both. */
  readonly people: string;
  /** `(level, join_value, kept_id, other_id)`: records that share a key; the most recently updated one is kept. */
  readonly duplicates: string;
  /** One row `(users, with_contact, with_account, without_key, unmatched)`. */
  readonly counts: string;
  /** `(user_id, join_value)`: users whose key no contact has, nor their account key an account. */
  readonly unmatched: string;
}

/**
 * Who is who: the users of Heap, the contacts and accounts of Salesforce.
 *
 * Reads `heap_users`, `sf_contact(Id, join_value, AccountId, SystemModstamp)` and, where users find their account by a
 * property, `sf_account(Id, join_value, SystemModstamp)`; Ids as the API gives them, 18 characters long.
 * E-mail addresses are compared without case and surrounding blanks, Salesforce Ids in their first 15 characters (the
 * other three follow from them), all other keys exactly. Of records that share a key the most recently updated one is
 * meant, then the one with the greater Id.
 */
export function peopleSql({ join, fieldTypes }: PeopleRequest): PeopleSql {
  const contact = keyKind(join.contact.heap, fieldTypes.contact);
  const account = join.account.kind === 'property' ? join.account : undefined;
  const accountKind = account ? keyKind(account.heap, fieldTypes.account ?? 'string') : 'exact';
  const users = `users AS (
  SELECT user_id, ${KEYS[contact](sqlName(join.contact.heap))} AS contact_key,
    ${account ? KEYS[accountKind](sqlName(account.heap)) : 'NULL'} AS account_key
  FROM heap_users
)`;
  const contacts = `contacts AS (${rankedSql('sf_contact', 'Id, AccountId', contact)})`;
  const accounts = `accounts AS (${account ? rankedSql('sf_account', 'Id', accountKind) : 'SELECT NULL AS Id, NULL AS key, 1 AS place WHERE false'})`;
  const matched = `matched AS (
  SELECT u.user_id, u.contact_key, u.account_key, c.Id AS contact_id, ${account ? 'a.Id' : "nullif(c.AccountId, '')"} AS account_id
  FROM users u
  LEFT JOIN contacts c ON c.key = u.contact_key AND c.place = 1
  LEFT JOIN accounts a ON a.key = u.account_key AND a.place = 1
)`;
  const story = `WITH ${[users, contacts, accounts, matched].join(',\n')}`;
  const found = 'contact_id IS NOT NULL OR account_id IS NOT NULL';
  const keyless = 'contact_key IS NULL AND account_key IS NULL';
  return {
    people: `${story}
SELECT user_id, contact_id, account_id FROM matched WHERE ${found}`,
    duplicates: `WITH ${contacts},
${accounts}
${['contacts', 'accounts'].map((table) => duplicatesSql(table)).join('\nUNION ALL\n')}
ORDER BY ALL`,
    counts: `${story}
SELECT count(*) AS users, count(contact_id) AS with_contact, count(account_id) AS with_account,
  count(*) FILTER (WHERE ${keyless}) AS without_key,
  count(*) FILTER (WHERE NOT (${found}) AND NOT (${keyless})) AS unmatched
FROM matched`,
    unmatched: `${story}
SELECT user_id, coalesce(contact_key, account_key) AS join_value FROM matched
WHERE NOT (${found}) AND NOT (${keyless}) ORDER BY user_id`,
  };
}

type KeyKind = 'email' | 'id' | 'exact';

/** How a key is made comparable. An empty key is none. */
const KEYS: Readonly<Record<KeyKind, (column: string) => string>> = {
  email: (column) => `nullif(lower(trim(CAST(${column} AS VARCHAR))), '')`,
  id: (column) => `nullif(left(trim(CAST(${column} AS VARCHAR)), 15), '')`,
  exact: (column) => `nullif(CAST(${column} AS VARCHAR), '')`,
};

function keyKind(heapProperty: string, salesforceType: string): KeyKind {
  const type = salesforceType.toLowerCase();
  if (type === 'email' || heapProperty.toLowerCase() === 'email') return 'email';
  return type === 'id' || type === 'reference' ? 'id' : 'exact';
}

/** Records with their comparable key; place 1 is the one that the key means. */
function rankedSql(table: string, columns: string, kind: KeyKind): string {
  return `SELECT ${columns}, key, row_number() OVER (PARTITION BY key ORDER BY SystemModstamp DESC NULLS LAST, Id DESC) AS place
  FROM (SELECT *, ${KEYS[kind]('join_value')} AS key FROM ${table}) WHERE key IS NOT NULL`;
}

function duplicatesSql(table: string): string {
  return `SELECT '${table.slice(0, -1)}' AS level, kept.key AS join_value, kept.Id AS kept_id, other.Id AS other_id
FROM ${table} kept JOIN ${table} other ON other.key = kept.key AND other.place > 1 WHERE kept.place = 1`;
}
