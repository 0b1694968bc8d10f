import type { Column } from '../../base/table.ts';
import type { ExportTable, HeapExport } from '../../heap/export.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Catalogue } from '../metric.ts';

/** The one column that DuckDB makes of a file that has nothing in it: of lines, of CSV. */
const EMPTY_FILE: readonly string[] = ['json', 'column0'];

/** What an export offers to metrics. Plain files tell their columns only when they are scanned, so they are. */
export async function readCatalogue(source: HeapExport, warehouse: () => Promise<Warehouse>): Promise<Catalogue> {
  const events = [];
  let userColumns: readonly Column[] = [];
  for (const table of source.tables.values()) {
    if (table.role === 'user_migrations') continue;
    const columns = await columnsOf(table, warehouse);
    if (table.role === 'users') userColumns = columns;
    else
      events.push({
        table: table.name,
        columns,
        ...(table.displayName !== undefined && { displayName: table.displayName }),
      });
  }
  return { events, userColumns };
}

/** Columns of Heap's own, without those that only tell where a row was found. */
async function columnsOf(table: ExportTable, warehouse: () => Promise<Warehouse>): Promise<readonly Column[]> {
  if (table.columns !== undefined) return table.columns.filter(({ name }) => !name.startsWith('_'));
  const open = await warehouse();
  const name = `catalogue_${table.name}`;
  const { rows } = await open.load(await table.table(), name);
  const columns = await open.columns(name);
  return rows === 0 && columns.length === 1 && EMPTY_FILE.includes(columns[0]?.name ?? '') ? [] : columns;
}
