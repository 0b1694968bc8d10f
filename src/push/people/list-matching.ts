import { inTemporaryFolder } from '../../base/temporary-folder.ts';
import { readCatalogue } from '../../metrics/definition/catalogue.ts';
import { checkJoinKeys } from '../../metrics/people/check-join-keys.ts';
import { loadUsersSeen } from '../../metrics/people/load-users.ts';
import type { PushRequest } from '../push-ground.ts';
import { type Duplicate, type PeopleFound, readPeople } from './read-people.ts';

/** What of a listing is wanted: so many rows to look at, and all of them in a file. */
export interface ListingOptions {
  readonly limit: number;
  /** Absolute path of a CSV file that is written with every row. */
  readonly csv?: string | undefined;
}

export interface Listing<Row> {
  /** All there are, listed or not. */
  readonly total: number;
  readonly rows: readonly Row[];
  readonly file?: string;
}

/** A Heap user with a key that no record has. */
export interface UnmatchedUser {
  /** A text, since Heap's ids may be longer than what a number holds exactly. */
  readonly userId: string;
  readonly contactKey: string | null;
  readonly accountKey: string | null;
  readonly lastSeen: Date | null;
  /** A record that almost matches. */
  readonly near?: { readonly id: string; readonly value: string; readonly why: 'case or blanks' | 'deleted' };
}

interface UnmatchedRow {
  readonly user_id: string;
  readonly contact_key: string | null;
  readonly account_key: string | null;
  readonly last_seen: Date | null;
  readonly near_id: string | null;
  readonly near_value: string | null;
  readonly near_why: 'case or blanks' | 'deleted' | null;
}

/** Users whose key no record has: those with a near miss first, then those seen last. */
export async function listUnmatched(
  request: PushRequest,
  { limit, csv }: ListingOptions,
): Promise<Listing<UnmatchedUser>> {
  const { warehouse } = request;
  const { matching, sql } = await findPeople(request);
  const all = `SELECT CAST(user_id AS VARCHAR) AS user_id, contact_key, account_key, last_seen, near_id, near_value, near_why
    FROM (${sql.unmatched}) LEFT JOIN heap_last_seen USING (user_id)
    ORDER BY near_id IS NULL, last_seen DESC NULLS LAST, user_id`;
  if (csv !== undefined) await warehouse.copyToCsv(all, csv, { nullText: '' });
  const rows = await warehouse.rows<UnmatchedRow>(`${all} LIMIT ${limit}`);
  return { total: matching.unmatched, rows: rows.map(unmatchedUser), ...(csv !== undefined && { file: csv }) };
}

/** Records that share a join key: those first whose key Heap users have. */
export async function listDuplicates(
  request: PushRequest,
  { limit, csv }: ListingOptions,
): Promise<Listing<Duplicate> & { readonly rule: 'most-recently-updated' | 'refuse' }> {
  const { matching, sql } = await findPeople(request);
  if (csv !== undefined) await request.warehouse.copyToCsv(sql.duplicates, csv, { nullText: '' });
  const { duplicates, rule } = matching;
  const sorted = duplicates.toSorted((a, b) => b.users - a.users);
  return { total: duplicates.length, rows: sorted.slice(0, limit), rule, ...(csv !== undefined && { file: csv }) };
}

/** Who is who, as a push would find it, from users and records alone. */
async function findPeople(request: PushRequest): Promise<PeopleFound> {
  const { settings, source, warehouse, progress } = request;
  const { join, stateFolder } = settings;
  checkJoinKeys(join, await readCatalogue(source, async () => warehouse));
  const org = await request.connect();
  progress.step('Read the users of the Heap export');
  await loadUsersSeen(source, warehouse, { join, progress });
  progress.step('Match people with contacts and accounts');
  const found = await inTemporaryFolder(stateFolder, (folder) => readPeople({ ...request, org, folder }));
  progress.done();
  return found;
}

function unmatchedUser(row: UnmatchedRow): UnmatchedUser {
  const { near_id: id, near_value: value, near_why: why } = row;
  return {
    userId: row.user_id,
    contactKey: row.contact_key,
    accountKey: row.account_key,
    lastSeen: row.last_seen,
    ...(id !== null && value !== null && why !== null && { near: { id, value, why } }),
  };
}
