import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkUniqueness, readUniqueness } from '../../src/metrics/people/key-uniqueness.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

const emailKey = {
  contact: { heap: 'email', salesforce: 'Email' },
  account: { kind: 'through-contact' },
  duplicates: 'most-recently-updated',
} as const;

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uniqueness-'));
  warehouse = await openWarehouse({ folder });
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

/** Contacts as a pull holds them; a value that begins with a dash is of a deleted one. */
async function uniquenessOf(values: readonly (string | null)[]) {
  const rows = values.map((value, at) => {
    const text = value === null ? 'NULL' : `'${value.replace(/^-/, '')}'`;
    return `('003${at}', ${text}, ${value?.startsWith('-') ?? false})`;
  });
  await warehouse.run(
    `CREATE OR REPLACE TABLE held_contact AS SELECT * FROM (VALUES ${rows.join(', ')}) held(record_id, join_value, deleted)`,
  );
  const from = '(SELECT * FROM held_contact WHERE NOT deleted)';
  return readUniqueness(warehouse, { from, id: 'record_id', value: 'join_value', kind: 'email' });
}

test.each<[what: string, values: readonly (string | null)[], alone: number, withKey: number, percent: number]>([
  ['all alone', ['a@x', 'b@x'], 2, 2, 100],
  ['no key at all', [null, '', '  '], 0, 0, 100],
  ['the same in another case', ['a@x', 'A@X ', 'b@x'], 1, 3, 33.3],
  ['deleted ones do not count', ['a@x', '-a@x', 'b@x'], 2, 2, 100],
])('the uniqueness of keys: %s', async (_what, values, alone, withKey, percent) => {
  expect(await uniquenessOf(values)).toMatchObject({ alone, withKey, percent });
});

test('a key below what is asked for is refused with the worst example, and one just at it is not', async () => {
  const found = await uniquenessOf(['a@x', 'b@x', 'B@x', 'b@x', 'c@x', 'c@x', 'd@x', 'e@x', 'f@x', null]);
  expect(found).toMatchObject({ alone: 4, withKey: 9, percent: 44.4 });
  expect(() => checkUniqueness(found, { join: emailKey, least: 44 })).not.toThrow();
  expect(() => checkUniqueness(found, { join: emailKey, least: 45 })).toThrow(
    expect.objectContaining({
      trouble: 'config',
      message:
        'The join key Contact.Email is no key: of 9 contacts that have one, it is theirs alone for 4 (44.4 %), and pull.uniqueness asks for 45 %. 3 contacts have "b@x", as 0031 and 0033.',
      actions: expect.arrayContaining([expect.stringContaining('heap-sf join check')]),
    }),
  );
});
