import { type KeyKind, keyKind, keySql } from '../../metrics/people/join-key.ts';
import type { FieldDescription } from '../../salesforce/describe.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type KeyPair, pairOf } from './key-pair.ts';

/** Keys of each field and property that are compared: enough to tell how often two meet, and soon done. */
const SAMPLE = 50_000;

/** Pairs that are worth measuring. */
const MOST_PAIRS = 5;

/** Different values of a property for each user that has one, below which it says nothing of who the user is. */
const TELLING = 0.1;

export interface Candidates {
  readonly fields: readonly FieldDescription[];
  readonly properties: readonly string[];
}

/**
 * Finds which fields of `key_contact` and properties of `heap_users` have keys in common, the pair with most first. Of many
 * keys a sample is compared: the same ones on both sides, so that what meets in it is as frequent as in all.
 */
export async function proposePairs(
  warehouse: Warehouse,
  { fields, properties }: Candidates,
): Promise<readonly KeyPair[]> {
  const rows = Math.max(
    await warehouse.count('SELECT 1 FROM key_contact'),
    await warehouse.count('SELECT 1 FROM heap_users'),
  );
  const share = Math.max(1, Math.ceil(rows / SAMPLE));
  await warehouse.run(
    'CREATE OR REPLACE TABLE sampled_contact (field VARCHAR, kind VARCHAR, own BOOLEAN, key VARCHAR)',
  );
  await warehouse.run('CREATE OR REPLACE TABLE sampled_user (property VARCHAR, kind VARCHAR, key VARCHAR)');
  const sampled = (kind: KeyKind, column: string, table: string) =>
    `(SELECT DISTINCT key FROM (SELECT ${keySql(kind, sqlName(column))} AS key FROM ${table})
      WHERE key IS NOT NULL AND hash(key) % ${share} = 0)`;

  for (const { name, type } of fields) {
    const own = keyKind('', type);
    // A property called email is compared as an address, whatever the field is.
    for (const kind of new Set<KeyKind>([own, 'email'])) {
      await warehouse.run(
        `INSERT INTO sampled_contact SELECT ${sqlText(name)}, ${sqlText(kind)}, ${kind === own}, key FROM ${sampled(kind, name, 'key_contact')}`,
      );
    }
  }
  for (const property of await telling(warehouse, properties)) {
    for (const kind of new Set(fields.map(({ type }) => keyKind(property, type)))) {
      await warehouse.run(
        `INSERT INTO sampled_user SELECT ${sqlText(property)}, ${sqlText(kind)}, key FROM ${sampled(kind, property, 'heap_users')}`,
      );
    }
  }
  const found = await warehouse.rows<{ readonly field: string; readonly property: string }>(
    `SELECT field, property FROM sampled_contact JOIN sampled_user USING (kind, key)
     WHERE own OR lower(property) = 'email' GROUP BY field, property
     ORDER BY count(*) DESC, field, property LIMIT ${MOST_PAIRS}`,
  );
  return found.flatMap(({ field, property }) => {
    const described = fields.find(({ name }) => name === field);
    return described === undefined ? [] : [pairOf(described, property)];
  });
}

/** The properties whose values differ from user to user, as a plan or a browser does not. */
async function telling(warehouse: Warehouse, properties: readonly string[]): Promise<readonly string[]> {
  if (properties.length === 0) return [];
  const shares = properties.map(
    (name, at) => `approx_count_distinct(${sqlName(name)}) / nullif(count(${sqlName(name)}), 0) AS share${at}`,
  );
  const [row = {}] = await warehouse.rows<Readonly<Record<string, number | null>>>(
    `SELECT ${shares.join(', ')} FROM heap_users`,
  );
  return properties.filter((_, at) => (row[`share${at}`] ?? 0) >= TELLING);
}
