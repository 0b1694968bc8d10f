import type { Portion, RowTable } from '../../base/table.ts';
import type { TextRow } from '../../salesforce/text-rows.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Pulled, Selection } from '../read/selection.ts';

/** Where rows stand in the warehouse that were just read. */
export const pulledTable = (object: Pulled): string => `pulled_${object}`;

/** Brings rows of pages into the warehouse as `pulled_contact` (`pulled_account`, `pulled_relation`). */
export async function landRows(warehouse: Warehouse, rows: readonly TextRow[], selection: Selection): Promise<number> {
  const fields = [...new Set([...Object.values(selection.own), ...selection.fields])];
  const raw = `raw_${selection.object}`;
  await warehouse.load(tableOf(raw, fields, rows), raw);
  const landed = await land(warehouse, sqlName(raw), selection);
  await warehouse.run(`DROP TABLE ${sqlName(raw)}`);
  return landed;
}

/** Brings the files of a bulk query into the warehouse as the same table; rows that one of them lacks are left out. */
export async function landFiles(warehouse: Warehouse, files: readonly string[], selection: Selection): Promise<number> {
  const [first, ...others] = files.map(textRowsSql);
  const joined = others.map((other, at) => `JOIN ${other} AS other${at} USING ("Id")`);
  return land(warehouse, `(SELECT * FROM ${first} AS first ${joined.join(' ')})`, selection);
}

/** A record that was read twice, since it changed between two pages, is what it was the second time. */
async function land(warehouse: Warehouse, from: string, { object, own, fields }: Selection): Promise<number> {
  const table = pulledTable(object);
  const cells = [
    ...Object.entries(own).map(
      ([column, field]) => `${CELLS[column]?.(sqlName(field)) ?? sqlName(field)} AS ${column}`,
    ),
    ...ABSENT.filter(([column]) => own[column] === undefined).map(([column, none]) => `${none} AS ${column}`),
    ...fields.map((field) => `${sqlName(field)} AS ${sqlName(field)}`),
  ];
  await warehouse.run(`CREATE OR REPLACE TABLE ${table} AS SELECT ${cells.join(', ')} FROM ${from}`);
  const rows = await warehouse.count(`SELECT 1 FROM ${table}`);
  const [found] = await warehouse.rows<{ readonly records: number }>(
    `SELECT count(DISTINCT record_id) AS records FROM ${table}`,
  );
  if (found?.records === rows) return rows;
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${table}
     QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY stamp DESC) = 1`,
  );
  return found?.records ?? 0;
}

const CELLS: Readonly<Record<string, (field: string) => string>> = {
  stamp: (field) => `CAST(CAST(regexp_replace(${field}, '\\+0000$', 'Z') AS TIMESTAMPTZ) AS TIMESTAMP)`,
  deleted: (field) => `coalesce(lower(${field}) = 'true', false)`,
};

/** What an org may not show. */
const ABSENT = [
  ['deleted', 'false'],
  ['master_id', 'CAST(NULL AS VARCHAR)'],
] as const;

function tableOf(name: string, fields: readonly string[], rows: readonly TextRow[]): RowTable {
  return {
    kind: 'rows',
    name,
    columns: fields.map((field) => ({ name: field, type: 'text' })),
    async *portions(): AsyncGenerator<Portion> {
      yield { rows: rows.length, columns: fields.map((field) => rows.map((row) => row[field] ?? null)) };
    },
  };
}
