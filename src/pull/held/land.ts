import type { Portion, RowTable } from '../../base/table.ts';
import type { TextRow } from '../../salesforce/text-rows.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Pulled, Selection } from '../read/selection.ts';

/** The view of the rows of an object that were just read. */
export const pulledView = (object: Pulled): string => `pulled_${object}`;

/** Brings rows of pages into the warehouse, as `pulled_contact` (`pulled_account`, `pulled_relation`). */
export async function landRows(warehouse: Warehouse, rows: readonly TextRow[], selection: Selection): Promise<void> {
  const fields = [...new Set([...Object.values(selection.own), ...selection.fields])];
  const raw = `raw_${selection.object}`;
  await warehouse.load(tableOf(raw, fields, rows), raw);
  await land(warehouse, sqlName(raw), selection);
}

/**
 * Shows the files of a bulk query as the same; a row that one of them lacks is left out. They are read where they lie, in buffers
 * that hold the longest row, of so many bytes.
 */
export async function landFiles(
  warehouse: Warehouse,
  { files, longestRow }: { readonly files: readonly string[]; readonly longestRow: number },
  selection: Selection,
): Promise<void> {
  const [first, ...others] = files.map((file) => textRowsSql(file, { longestLine: longestRow }));
  const joined = others.map((other, at) => `JOIN ${other} AS other${at} USING ("Id")`);
  await land(warehouse, `(SELECT * FROM ${first} AS first ${joined.join(' ')})`, selection);
}

async function land(warehouse: Warehouse, from: string, { object, own, fields }: Selection): Promise<void> {
  const cells = [
    ...Object.entries(own).map(
      ([column, field]) => `${CELLS[column]?.(sqlName(field)) ?? sqlName(field)} AS ${column}`,
    ),
    ...ABSENT.filter(([column]) => own[column] === undefined).map(([column, none]) => `${none} AS ${column}`),
    ...fields.map((field) => `${sqlName(field)} AS ${sqlName(field)}`),
  ];
  await warehouse.run(`CREATE OR REPLACE VIEW ${pulledView(object)} AS SELECT ${cells.join(', ')} FROM ${from}`);
}

const CELLS: Readonly<Record<string, (field: string) => string>> = {
  // DuckDB reads `+00:00` and `Z`, and Bulk API writes the latter.
  stamp: (field) =>
    `CAST(CAST(CASE WHEN suffix(${field}, 'Z') THEN ${field} ELSE regexp_replace(${field}, '\\+0000$', 'Z') END AS TIMESTAMPTZ) AS TIMESTAMP)`,
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
