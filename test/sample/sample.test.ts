import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { makeSample } from '../../scripts/make-sample.ts';
import type { HeapExport } from '../../src/heap/export.ts';
import { openFilesExport } from '../../src/heap/files-export.ts';
import { isId } from '../../src/local-org/engine/ids.ts';
import { rawTableName, resolvedTables } from '../../src/metrics/people/resolved-tables.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import { openConnect, temporaryFolder } from '../heap/export-folder.ts';

const sample = resolve(import.meta.dirname, '../../config/sample');

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function records(file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(sample, file), 'utf8'), { columns: true });
}

test('the sample is made anew to the byte', async () => {
  const folder = await temporaryFolder();
  await makeSample(folder);
  const files = await filesIn(folder);
  expect(await filesIn(sample)).toEqual(files);
  for (const file of files) {
    const [made, kept] = await Promise.all([readFile(join(folder, file)), readFile(join(sample, file))]);
    expect(made.equals(kept), file).toBe(true);
  }
});

test('the sample is smaller than 3 MB', async () => {
  const sizes = await Promise.all((await filesIn(sample)).map(async (file) => (await stat(join(sample, file))).size));
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(3_000_000);
});

test('its records have Ids, e-mail addresses shared by two, and names that are hard to read', async () => {
  const [accounts, contacts] = await Promise.all([records('accounts.csv'), records('contacts.csv')]);
  expect([accounts.length, contacts.length]).toEqual([300, 3000]);
  expect([...accounts, ...contacts].every(({ Id = '' }) => Id.length === 18 && isId(Id))).toBe(true);
  expect(new Set(contacts.map(({ Id }) => Id)).size).toBe(3000);
  const known = new Set(accounts.map(({ Id }) => Id));
  expect(contacts.filter(({ AccountId = '' }) => AccountId !== '' && !known.has(AccountId))).toEqual([]);
  expect(contacts.filter(({ AccountId }) => AccountId === '')).toHaveLength(120);

  const emails = contacts.flatMap(({ Email = '' }) => (Email === '' ? [] : [Email]));
  expect(new Set(emails).size).toBe(emails.length);
  expect(emails.length - new Set(emails.map((email) => email.toLowerCase())).size).toBe(12);

  const names = [
    ...accounts.map(({ Name }) => Name),
    ...contacts.map(({ LastName, FirstName }) => FirstName! + LastName),
  ];
  for (const hard of ['"', ',', '\n', '🚀', "'"])
    expect(
      names.some((name) => name?.includes(hard)),
      hard,
    ).toBe(true);
});

async function load(warehouse: Warehouse, tables: HeapExport['tables']): Promise<void> {
  const raw = [];
  for (const { name, role, table } of tables.values()) {
    await warehouse.load(await table(), rawTableName(name));
    raw.push({ name, role, columns: await warehouse.columns(rawTableName(name)) });
  }
  for (const { sql } of resolvedTables(raw)) await warehouse.run(sql);
}

test('the same tables as Parquet, CSV and NDJSON resolve to the same rows', async () => {
  const folder = await temporaryFolder();
  const connect = await openConnect(join(sample, 'export'));
  const warehouse = await openWarehouse({ folder: await temporaryFolder() });
  try {
    await load(warehouse, connect.tables);
    const shown = ['heap_users', 'heap_sessions', 'heap_event_report_exported'];
    const before = await Promise.all(shown.map((name) => warehouse.rows(`FROM ${name} ORDER BY ALL`)));
    for (const name of connect.tables.keys()) {
      const file = join(folder, name);
      if (name === 'users') await warehouse.run(`COPY ${rawTableName(name)} TO '${file}.csv'`);
      else if (name === 'report_exported')
        await warehouse.run(`COPY ${rawTableName(name)} TO '${file}.ndjson' (FORMAT json)`);
      else await warehouse.copyToParquet(`FROM ${rawTableName(name)}`, `${file}.parquet`);
    }
    const files = await openFilesExport(folder);
    const other = await openWarehouse({ folder });
    try {
      await load(other, files.tables);
      for (const [at, name] of shown.entries()) {
        expect(await other.rows(`FROM ${name} ORDER BY ALL`), name).toEqual(before[at]);
      }
    } finally {
      await other.close();
    }
  } finally {
    await warehouse.close();
  }
});

test('resolved, the export has the figures that its page names', async () => {
  const { tables, dumps } = await openConnect(join(sample, 'export'));
  expect(dumps.map(({ id }) => id)).toEqual([998, 1002, 1003]);
  const warehouse = await openWarehouse({ folder: await temporaryFolder() });
  try {
    await load(warehouse, tables);
    const events = ['heap_event_checkout_completed', 'heap_event_dashboard_viewed', 'heap_event_report_exported'];
    const views = ['heap_pageviews', ...events, 'heap_event_teammate_invited'];
    const all = views.map((view) => `SELECT event_id, user_id, "time" FROM ${view}`).join(' UNION ALL ');
    expect(await warehouse.count(all)).toBe(60_000);
    expect(await warehouse.rows(`SELECT min("time") AS first, max("time") AS last FROM (${all})`)).toEqual([
      { first: new Date('2026-03-03T08:11:37.884Z'), last: new Date('2026-07-01T06:59:59.999Z') },
    ]);
    expect(await warehouse.count('FROM heap_users')).toBe(2950);
    expect(await warehouse.count('FROM heap_sessions')).toBe(8001);
    // Every event belongs to a user that is there, since all merged ids were followed.
    expect(await warehouse.count(`FROM (${all}) WHERE user_id NOT IN (SELECT user_id FROM heap_users)`)).toBe(0);
    expect(await warehouse.count("FROM heap_users WHERE email LIKE 'outdated.%' OR email LIKE 'was.%'")).toBe(0);
    expect(await warehouse.count('FROM heap_users WHERE seat_type IS NOT NULL')).toBe(74);

    const page = await readFile(join(sample, 'README.md'), 'utf8');
    expect(page).toContain('| Heap users | 2950 |');
    expect(page).toContain('| sessions | 8001 |');
    expect(page).toContain('| events | 60000 |');
  } finally {
    await warehouse.close();
  }
});
