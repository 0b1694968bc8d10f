import type { Progress } from '../../base/progress.ts';
import type { Settings } from '../../config/settings.ts';
import type { HeapExport } from '../../heap/export.ts';
import { readCatalogue } from '../../metrics/definition/catalogue.ts';
import { checkJoinKeys } from '../../metrics/people/check-join-keys.ts';
import { isUniqueEnough } from '../../metrics/people/key-uniqueness.ts';
import { loadUsers } from '../../metrics/people/load-users.ts';
import { describeObject } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { ReadPrice } from '../read/read-price.ts';
import { joinPair, type KeyPair, keyFields, triedPair } from './key-pair.ts';
import { type Findings, listFindings, writeFindings } from './list-findings.ts';
import { measurePair, type PairMeasure } from './measure-pair.ts';
import { proposePairs } from './propose-pairs.ts';
import { readKeys } from './read-keys.ts';

/** Least uniqueness, in percent, where the file chooses nothing to pull. */
const LEAST = 90;

/** Columns of the users table that are no property of a person, or no key. */
const NO_KEYS: readonly string[] = ['user_id', 'joindate', 'last_modified'];

export interface JoinGround {
  readonly settings: Pick<Settings, 'join' | 'pull' | 'stateFolder'>;
  connect(): Promise<Org>;
  readonly source: HeapExport;
  readonly warehouse: Warehouse;
  readonly progress: Progress;
}

export interface JoinOptions {
  /** Pairs to measure beside the join key, `FIELD=property`. */
  readonly tries: readonly string[];
  /** Absolute path of a CSV file that is written with every finding. */
  readonly csv?: string | undefined;
}

/** Whether a join key is fit to carry values from a contact to a Heap user. */
export interface JoinReport {
  readonly verdict: Verdict;
  /** Percent of contacts with a key whose key has to be theirs alone. */
  readonly least: number;
  readonly key: PairMeasure;
  readonly findings: Findings;
  readonly tried: readonly PairMeasure[];
  /** Better keys that were found, the one that matches most users first. */
  readonly proposed: readonly PairMeasure[];
  readonly price: ReadPrice;
  /** Salesforce API requests of the check. */
  readonly credits: number;
  readonly file?: string;
}

/** `no-keys`: one side has none. `not-unique`: too many contacts share theirs. `no-match`: the two sides have no key in common. */
export type Verdict = 'fit' | 'no-keys' | 'not-unique' | 'no-match';

/** Reads the keys of both sides, and tells how well they go together. Writes nothing anywhere. */
export async function checkJoin(ground: JoinGround, { tries, csv }: JoinOptions): Promise<JoinReport> {
  const { settings, source, warehouse, progress } = ground;
  const { join, pull, stateFolder } = settings;
  const least = pull?.uniqueness ?? LEAST;
  const { userColumns } = await readCatalogue(source, async () => warehouse);
  checkJoinKeys(join, { userColumns });
  const org = await ground.connect();
  const spentBefore = org.credits.spent;

  progress.step('Look at the fields of Contact');
  const seen = await describeObject(org, 'Contact');
  const properties = userColumns.map(({ name }) => name);
  const pairs = { seen, properties, username: org.username };
  const wanted = [joinPair(join, pairs), ...tries.map((text) => triedPair(text, pairs))];
  const candidates = keyFields(seen);

  progress.step('Read the users of the Heap export');
  await loadUsers(source, warehouse, { join, properties, progress });
  progress.step('Read the keys of the contacts');
  const fields = new Set([...wanted, ...candidates.map(({ name }) => ({ field: name }))].map(({ field }) => field));
  const price = await readKeys({ org, warehouse, stateFolder, progress }, [...fields]);

  progress.step('Compare the keys');
  const keyProperties = userColumns
    .filter(({ name, type }) => !NO_KEYS.includes(name) && type !== 'boolean' && type !== 'timestamp')
    .map(({ name }) => name);
  const found = await proposePairs(warehouse, { fields: candidates, properties: keyProperties });
  const measureAll = async (some: readonly KeyPair[]) => {
    const measures: PairMeasure[] = [];
    for (const pair of some) measures.push(await measurePair(warehouse, pair));
    return measures;
  };
  const [first, ...others] = wanted;
  const tried = await measureAll(others);
  const known = new Set(wanted.map(nameOf));
  const measured = await measureAll(found.filter((pair) => !known.has(nameOf(pair))));
  // The last one, since what is listed is of the pair that was measured last.
  const key = await measurePair(warehouse, first!);
  const findings = await listFindings(warehouse);
  if (csv !== undefined) await writeFindings(warehouse, csv);
  progress.done();
  const verdict = verdictOn(key, least);
  return {
    verdict,
    least,
    key,
    findings,
    tried,
    proposed: betterThan(key, measured, { verdict, least }),
    price,
    credits: org.credits.spent - spentBefore,
    ...(csv !== undefined && { file: csv }),
  };
}

function nameOf({ field, property }: KeyPair): string {
  return `${field}=${property}`;
}

export function verdictOn({ contacts, users, uniqueness }: PairMeasure, least: number): Verdict {
  if (contacts.keys === 0 || users.keys === 0) return 'no-keys';
  if (!isUniqueEnough(uniqueness, least)) return 'not-unique';
  return users.matched === 0 ? 'no-match' : 'fit';
}

/** Keys that are fit themselves, and match more users than one that is fit too. */
function betterThan(
  key: PairMeasure,
  others: readonly PairMeasure[],
  { verdict, least }: { readonly verdict: Verdict; readonly least: number },
): readonly PairMeasure[] {
  return others
    .filter((other) => verdictOn(other, least) === 'fit')
    .filter(({ users }) => verdict !== 'fit' || users.matched > key.users.matched)
    .sort((a, b) => b.users.matched - a.users.matched || b.uniqueness.percent - a.uniqueness.percent);
}
