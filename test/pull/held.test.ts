import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeldGround, holdGone, holdRows, holdValues, showHeld } from '../../src/pull/held/hold.ts';
import { landRows } from '../../src/pull/held/land.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';

const own = {
  record_id: 'Id',
  stamp: 'SystemModstamp',
  deleted: 'IsDeleted',
  join_value: 'Email',
  account_id: 'AccountId',
};
const none = { pass: 1, files: [] as string[], rows: { base: 0, after: 0 } };

let ground: HeldGround;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'held-'));
  const warehouse = await openWarehouse({ folder });
  ground = {
    warehouse,
    folder: join(folder, 'pull'),
    fields: { contact: ['Title', 'Owner.Name'], account: [], relation: [] },
  };
});
afterEach(async () => {
  await ground.warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const record = (Id: string, minute: number, Title: string | null, more = {}) => ({
  Id,
  SystemModstamp: `2026-06-30T12:${String(minute).padStart(2, '0')}:00.000+0000`,
  IsDeleted: 'false',
  Email: `${Id}@acme.example`,
  AccountId: null,
  Title,
  ...more,
});
const land = (...rows: readonly ReturnType<typeof record>[]) =>
  landRows(ground.warehouse, rows, { object: 'contact', own, fields: ['Title', 'Owner.Name'] });
const shown = () =>
  ground.warehouse.rows<{ readonly record_id: string; readonly Title: string | null }>(
    'SELECT record_id, "Title" FROM held_contact ORDER BY record_id',
  );
const titles = async () => (await shown()).map(({ record_id, Title }) => `${record_id} ${Title}`);

describe('what is held', () => {
  it('is nothing at first, in the columns that are wanted', async () => {
    await showHeld(ground, 'contact', none);
    await showHeld(ground, 'relation', none);
    expect(await shown()).toEqual([]);
    expect(await ground.warehouse.rows('SELECT * FROM read_relation')).toEqual([]);
  });

  it('is the newest row of each record, of whichever file', async () => {
    await land(record('1', 1, 'A'), record('2', 1, 'B'));
    const first = await holdRows(ground, 'contact', none, { since: 0 });
    await land(record('2', 5, 'B2'), record('3', 5, null));
    const then = await holdRows(ground, 'contact', first.held, { since: 0 });
    expect(await titles()).toEqual(['1 A', '2 B2', '3 null']);
    expect([first.rows, then.rows, then.held.rows]).toEqual([2, 2, { base: 2, after: 2 }]);
    expect(await readdir(ground.folder)).toEqual(then.held.files);
  });

  it('is a record once, the second time where it came twice', async () => {
    await land(record('1', 1, 'A'), record('1', 2, 'A2'));
    expect((await holdRows(ground, 'contact', none, { since: 0 })).rows).toBe(1);
    expect(await titles()).toEqual(['1 A2']);
  });

  it('does not fall back to a row that was read before and comes later', async () => {
    await land(record('1', 9, 'New'));
    const { held } = await holdRows(ground, 'contact', none, { since: 0 });
    await land(record('1', 3, 'Old'), record('2', 3, 'B'));
    expect((await holdRows(ground, 'contact', held, { since: 0 })).rows).toBe(1);
    expect(await titles()).toEqual(['1 New', '2 B']);
  });

  it('takes values of single fields, but not where a newer row has come since', async () => {
    await land(record('1', 1, 'A'), record('2', 9, 'B'));
    const { held } = await holdRows(ground, 'contact', none, { since: 0 });
    const values = { object: 'contact', own: { record_id: 'Id', stamp: 'SystemModstamp' }, fields: ['Title'] } as const;
    await landRows(
      ground.warehouse,
      [record('1', 1, 'A2'), record('2', 3, 'stale'), record('3', 1, 'unknown')],
      values,
    );
    const put = await holdValues(ground, 'contact', held, ['Title']);
    expect(await titles()).toEqual(['1 A2', '2 B']);
    expect(put.held.files).toEqual(['contact-2.parquet']);
  });

  it('marks what a reading of the whole window did not bring', async () => {
    await land(record('1', 1, 'A'), record('2', 1, 'B'));
    const { held } = await holdRows(ground, 'contact', none, { since: 0 });
    await land(record('1', 1, 'A'));
    const again = await holdRows(ground, 'contact', { ...held, pass: 2 }, { since: 0 });
    expect((await holdGone(ground, 'contact', again.held, '2026-06-30T13:00:00Z')).rows).toBe(0);
    expect((await holdGone(ground, 'contact', again.held, '2026-06-30T12:00:00Z')).rows).toBe(1);
    const gone = await ground.warehouse.rows('SELECT record_id FROM held_contact WHERE deleted');
    expect(gone).toEqual([{ record_id: '2' }]);
  });

  it('becomes one file again before its files are many', async () => {
    let held: typeof none = none;
    for (let n = 0; n < 40; n++) {
      await land(record('1', n, `T${n}`));
      held = (await holdRows(ground, 'contact', held, { since: 0 })).held as typeof none;
    }
    expect(held.files.length).toBeLessThan(30);
    expect(await titles()).toEqual(['1 T39']);
  });
});
