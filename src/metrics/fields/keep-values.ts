import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Mistake } from '../../base/errors.ts';
import type { Level } from '../../config/settings.ts';
import { bulkQueryToFile } from '../../salesforce/bulk-query.ts';
import { countFilled } from '../../salesforce/count-filled.ts';
import { describeObject, type FieldDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import { ONE_READER } from '../../warehouse/csv-sql.ts';
import { sqlFile, sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { USAGE_OBJECTS } from '../usage-objects.ts';

/** A file with the values of fields, one row for each record that has any. */
export interface KeptFile {
  readonly file: string;
  readonly object: string;
  readonly fields: readonly string[];
  readonly rows: number;
}

interface KeepRequest {
  /** Sees the fields. */
  readonly org: Org;
  readonly warehouse: () => Promise<Warehouse>;
  /** For what is on its way. */
  readonly folder: string;
}

/** The file of each level: the one that was named, or one for each level beside it when both are kept. */
export function keptFileName(file: string, level: Level, levels: number): string {
  if (levels === 1) return file;
  const ending = extname(file);
  return `${file.slice(0, file.length - ending.length)}.${level}${ending}`;
}

/** Refuses a name that cannot be written, before anything is read. */
export async function checkKeptFile(file: string): Promise<void> {
  if (!/\.(csv|parquet)$/i.test(file)) {
    throw new Mistake({
      trouble: 'misuse',
      message: `--keep-data is "${file}"; the file's name must end in .csv or .parquet.`,
      actions: ['Name it so: --keep-data kept.csv'],
      facts: { file },
    });
  }
  if (await stat(file).catch(() => undefined)) {
    throw new Mistake({
      trouble: 'misuse',
      message: `${file} is there already, and is not written over.`,
      actions: ['Name another file with --keep-data, or move that one away.'],
      facts: { file },
    });
  }
}

/**
 * Writes the values of an object's fields, with the ids of their records, and counts them: nothing may be deleted unless
 * the file holds as many values of each field as the org does.
 */
export async function keepValues(
  { org, warehouse, folder }: KeepRequest,
  {
    level,
    object,
    fields,
    file,
  }: { readonly level: Level; readonly object: string; readonly fields: readonly string[]; readonly file: string },
): Promise<KeptFile> {
  const seen = (await describeObject(org, object))?.fields ?? new Map<string, FieldDescription>();
  const shown = fields.map((name) => seen.get(name.toLowerCase()) ?? hidden(org, object, name));
  const { externalId, lookup } = USAGE_OBJECTS[level];
  const ids = [externalId, lookup].map((name) => idField(seen, name)).filter((name) => name !== undefined);
  const wanted = shown.map(({ name }) => name);
  const counts = await countFilled(org, object, shown);

  const temporary = await mkdtemp(join(folder, 'keep-'));
  try {
    const csv = join(temporary, 'values.csv');
    const having = wanted.map((name) => `${name} != null`).join(' OR ');
    // A checkbox has a value in every row.
    const where = shown.every(({ aggregatable }) => aggregatable) ? ` WHERE ${having}` : '';
    const soql = `SELECT ${['Id', ...ids, ...wanted].join(', ')} FROM ${object}${where}`;
    const { rows } = await bulkQueryToFile(org, soql, csv);
    const open = await warehouse();
    const source = `read_csv(${sqlFile(csv)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', ${ONE_READER})`;
    const cells = [...['Id', ...ids].map(sqlName), ...shown.map(typedCell)];
    const table = `SELECT ${cells.join(', ')} FROM ${source}`;
    await checkCounts(open, table, counts, object);
    const written = join(temporary, 'kept');
    if (/\.parquet$/i.test(file)) await open.copyToParquet(table, written, { forOthers: true });
    else await rename(csv, written);
    await mkdir(dirname(file), { recursive: true });
    // Whole or not at all, even on another disk.
    await copyFile(written, `${file}.partial`);
    await rename(`${file}.partial`, file);
    return { file, object, fields: wanted, rows };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const TYPES: Readonly<Record<string, (field: FieldDescription) => string>> = {
  double: ({ precision, scale }) => `DECIMAL(${precision || 18}, ${scale})`,
  percent: ({ precision, scale }) => `DECIMAL(${precision || 18}, ${scale})`,
  datetime: () => 'TIMESTAMPTZ',
  date: () => 'DATE',
  boolean: () => 'BOOLEAN',
};

/** A value in the type that it has in Salesforce; an empty cell is none. One that cannot be read so fails the copy. */
function typedCell(field: FieldDescription): string {
  const name = sqlName(field.name);
  const type = TYPES[field.type]?.(field) ?? 'VARCHAR';
  return `CAST(nullif(${name}, '') AS ${type}) AS ${name}`;
}

async function checkCounts(warehouse: Warehouse, table: string, counts: ReadonlyMap<string, number>, object: string) {
  const columns = [...counts.keys()].map((name, place) => `count(${sqlName(name)}) AS n${place}`);
  const [found] = await warehouse.rows<Record<string, number>>(`SELECT ${columns.join(', ')} FROM (${table})`);
  const wrong = [...counts].filter(([, count], place) => found?.[`n${place}`] !== count);
  if (wrong.length === 0) return;
  const said = [...counts].flatMap(([name, count], place) =>
    found?.[`n${place}`] === count ? [] : [`${object}.${name}: ${count} in the org, ${found?.[`n${place}`]} read`],
  );
  throw new Mistake({
    trouble: 'refused',
    message: `The values to be kept are not all there, so nothing was deleted. ${said.join('; ')}.`,
    actions: ['See that nobody fills the fields meanwhile, and run it again.'],
    facts: { object, fields: wrong.map(([name]) => name) },
  });
}

/** By its bare name; in a managed install it has the object's namespace before it. */
function idField(fields: ReadonlyMap<string, FieldDescription>, bare: string): string | undefined {
  const ending = new RegExp(`^(\\w+__)?${bare}$`, 'i');
  return [...fields.values()].find(({ name }) => ending.test(name))?.name;
}

function hidden(org: Org, object: string, field: string): never {
  throw new Mistake({
    trouble: 'permission',
    message: `${org.username} cannot see ${object}.${field}, so its values cannot be kept. Nothing was deleted.`,
    actions: [
      'An admin grants Read on the field in Heap_Metric_Access.',
      'Or retire it without its values: leave out --keep-data.',
    ],
    facts: { object, field, user: org.username },
  });
}
