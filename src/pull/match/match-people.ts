import type { JoinSettings, PullSettings } from '../../config/settings.ts';
import { checkJoinKeys } from '../../metrics/people/check-join-keys.ts';
import { deletedProperty } from '../../properties/property-name.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSent } from '../sent/open-sent.ts';
import { accountStatements } from './account-statements.ts';
import { contactStatements, keyStatements, type Repeats } from './contact-statements.ts';
import { goneStatements } from './gone-statements.ts';
import { make } from './made.ts';

export interface MatchRequest {
  readonly warehouse: Warehouse;
  /** Where files may lie as long as the warehouse is open. */
  readonly folder: string;
  readonly join: JoinSettings;
  readonly pull: PullSettings;
  /** Describe's type of the Contact field that is the join key. */
  readonly joinType: string;
  /** Files of what Heap accepted of accounts before. */
  readonly sentAccounts: readonly string[];
  /** Told as soon as `contact_bearer` and `repeated_key` are there, before anybody is matched. */
  readonly onKeys?: () => Promise<void>;
  /** Users that are held in memory while contacts are put to them. */
  readonly usersAtOnce?: number;
}

/** They fit into 150 MB. More would be put aside, which takes longer, and tells people in no order. */
const USERS_AT_ONCE = 500_000;

/** How the held contacts and the users of Heap came together. */
export interface PeopleMatched {
  /** People whom Heap is told of. */
  readonly people: number;
  /** Those of them whom Heap did not know. */
  readonly newUsers: number;
  /** Those whose contact is deleted, and who are told no more than that. */
  readonly deleted: number;
  /** Those whose key only a merged contact has: they get the values of the one that it was merged into. */
  readonly throughMerge: number;
  /** Users with the key of a contact who have no identity, so that Heap's API cannot name them. */
  readonly withoutIdentity: number;
  /** Keys that several contacts share, where `join.duplicates` refuses to choose. */
  readonly undecided: number;
  /** Contacts that belong to several accounts. */
  readonly ofSeveralAccounts: number;
  /** Accounts that Heap is told of. */
  readonly accounts: number;
}

/**
 * Finds who in Heap is told of which contact and account. Reads `held_contact`, `held_account`, `read_relation` and
 * `heap_users`; leaves `told_contact` and `told_account` for `deliver`.
 */
export async function matchPeople(request: MatchRequest): Promise<PeopleMatched> {
  const { warehouse, folder, join, pull, joinType, sentAccounts, onKeys, usersAtOnce = USERS_AT_ONCE } = request;
  checkJoinKeys(
    { ...join, account: { kind: 'through-contact' } },
    { userColumns: await warehouse.columns('heap_users') },
  );
  const rules = { join, pull, joinType };
  const gone = 'SELECT 1 FROM held_contact WHERE deleted UNION ALL SELECT 1 FROM held_account WHERE deleted';
  const isAnyGone = (await warehouse.count(`${gone} LIMIT 1`)) > 0;
  for (const made of [...goneStatements(isAnyGone), ...keyStatements(rules)]) await make(warehouse, folder, made);
  await onKeys?.();
  await warehouse.release();
  const repeats = {
    keys: (await warehouse.count('SELECT 1 FROM repeated_key')) > 0,
    identities: (await warehouse.count('SELECT 1 FROM repeated_identity')) > 0,
  };
  const users = await warehouse.count('SELECT 1 FROM heap_users');
  const shares = Math.max(1, Math.ceil(users / usersAtOnce));
  const sent = await sentMarks(warehouse, sentAccounts);
  for (const made of [...contactStatements(rules, { repeats, shares }), ...accountStatements({ pull, sent })]) {
    await make(warehouse, folder, made);
  }
  const [counts] = await warehouse.rows<PeopleMatched>(countsSql(pull, repeats));
  return counts!;
}

/** Accounts that Heap was told of, and whether as deleted. */
async function sentMarks(warehouse: Warehouse, files: readonly string[]): Promise<string | undefined> {
  const sent = await openSent(warehouse, 'account', files);
  if (sent === undefined) return undefined;
  const mark = deletedProperty('account');
  return sent.newestSql(`account_id AS key, ${sent.names.includes(mark) ? sqlName(mark) : 'NULL'} AS mark`);
}

const undecidedSql = `(SELECT count(DISTINCT key) FROM contact_bearer WHERE hash(key) IN (SELECT h FROM repeated_key)
    AND key NOT IN (SELECT key FROM contact_meant WHERE hash(key) IN (SELECT h FROM repeated_key)))`;

const countsSql = ({ createUsers }: PullSettings, { keys }: Repeats): string => `WITH told AS (
  SELECT count(*) AS people, count(*) FILTER (WHERE fate = 2) AS deleted, count(*) FILTER (WHERE fate = 1) AS "throughMerge"
  FROM told_contact
)
SELECT people, deleted, "throughMerge",
  ${createUsers ? '(SELECT count(*) FROM told_contact ANTI JOIN user_key ON user_key.identity = told_contact.key)' : '0'} AS "newUsers",
  (SELECT count(*) FROM user_unnamed JOIN contact_meant USING (key)) AS "withoutIdentity",
  ${keys ? undecidedSql : '0'} AS undecided,
  (SELECT count(*) FROM account_other WHERE accounts > 1) AS "ofSeveralAccounts",
  (SELECT count(*) FROM told_account) AS accounts
FROM told`;
