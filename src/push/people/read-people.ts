import type { JoinSettings, Level, Settings } from '../../config/settings.ts';
import { type PeopleSql, peopleSql } from '../../metrics/people/people-sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type Reading, readRecords, readRelations } from './read-records.ts';
import { rememberMerges } from './remember-merges.ts';

/** How the users of Heap and the records of Salesforce came together. */
export interface Matching {
  readonly contacts: number;
  readonly accounts: number;
  readonly users: number;
  readonly matched: number;
  /** Users without a value for the join key: never identified. */
  readonly withoutKey: number;
  /** Users whose key no record has. */
  readonly unmatched: number;
  /** Users whose key several records share, where `join.duplicates` refuses to choose. */
  readonly undecided: number;
  /** Matched users whose key only a merged record has: they count for the record that it was merged into. */
  readonly throughMerge: number;
  /** Contacts that several Heap users stand for, and how many those are. A contact's figures are those of all its users. */
  readonly shared: { readonly contacts: number; readonly users: number };
  /** Contacts that belong to several accounts: the most recently updated account was taken. */
  readonly ofSeveralAccounts: number;
  /** What was done about duplicates. */
  readonly rule: JoinSettings['duplicates'];
  /** Contacts (accounts) that share a join key. */
  readonly duplicates: readonly Duplicate[];
  /** Records that keep their figures as they are, because which one a key means is refused. */
  readonly leftAsTheyAre: Readonly<Record<Level, number>>;
}

export interface Duplicate {
  readonly level: Level;
  readonly joinValue: string;
  /** The one updated last: the one that counts, unless `join.duplicates` refuses. */
  readonly keptId: string;
  readonly otherId: string;
  /** Heap users that have this key; without any the duplicate does no harm. */
  readonly users: number;
}

/** The queries are over the tables in the warehouse, as long as those are there. */
export interface PeopleFound {
  readonly matching: Matching;
  readonly sql: PeopleSql;
}

export interface PeopleReading extends Reading {
  readonly settings: Settings;
}

/**
 * Reads contacts and accounts by Bulk query and leaves the tables of `peopleSql` in the warehouse, `people` among them.
 * Contacts come first: an account that is merged meanwhile is known as such then.
 */
export async function readPeople(request: PeopleReading): Promise<PeopleFound> {
  const { warehouse } = request;
  const { join } = request.settings;
  const ownKey = join.account.kind === 'property';
  const contactField = await readRecords(request, 'Contact', join.contact.salesforce, ['AccountId']);
  await readRelations(request, !ownKey);
  const accountKey = join.account.kind === 'property' ? join.account.salesforce : 'Id';
  const accountField = await readRecords(request, 'Account', accountKey, []);

  await rememberMerges(request, 'Contact', contactField.name);
  await rememberMerges(request, 'Account', accountField.name);

  const sql = peopleSql({ join, fieldTypes: { contact: contactField.type, account: accountField.type } });
  for (const statement of sql.statements) await warehouse.run(statement);
  return { matching: await matchingOf(warehouse, join, sql), sql };
}

interface Counts {
  readonly users: number;
  readonly matched: number;
  readonly without_key: number;
  readonly unmatched: number;
  readonly undecided: number;
  readonly through_merge: number;
  readonly of_several_accounts: number;
  readonly shared_contacts: number;
  readonly shared_users: number;
}

interface DuplicateRow {
  readonly level: Level;
  readonly join_value: string;
  readonly kept_id: string;
  readonly other_id: string;
  readonly users: number;
}

async function matchingOf(warehouse: Warehouse, join: JoinSettings, sql: PeopleSql): Promise<Matching> {
  const [counts] = await warehouse.rows<Counts>(sql.counts);
  const duplicates = await warehouse.rows<DuplicateRow>(sql.duplicates);
  const left = (level: Level) => warehouse.count(`SELECT 1 FROM undecided WHERE level = '${level}'`);
  return {
    contacts: await warehouse.count('SELECT 1 FROM read_contact WHERE NOT IsDeleted'),
    accounts: await warehouse.count('SELECT 1 FROM read_account WHERE NOT IsDeleted'),
    users: counts?.users ?? 0,
    matched: counts?.matched ?? 0,
    withoutKey: counts?.without_key ?? 0,
    unmatched: counts?.unmatched ?? 0,
    undecided: counts?.undecided ?? 0,
    throughMerge: counts?.through_merge ?? 0,
    shared: { contacts: counts?.shared_contacts ?? 0, users: counts?.shared_users ?? 0 },
    ofSeveralAccounts: counts?.of_several_accounts ?? 0,
    rule: join.duplicates,
    duplicates: duplicates.map(({ level, join_value, kept_id, other_id, users }) => ({
      level,
      joinValue: join_value,
      keptId: kept_id,
      otherId: other_id,
      users,
    })),
    leftAsTheyAre: { account: await left('account'), contact: await left('contact') },
  };
}
