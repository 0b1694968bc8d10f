import type { Org } from '../../salesforce/org.ts';
import { queryAll, soqlList } from '../../salesforce/query.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { sameSql } from '../accepted/same-cell.ts';
import type { UsageTarget } from '../usage-object.ts';
import type { TextRow } from './collection-row.ts';

/**
 * A request line may hold 16,384 bytes; what goes into it doubles by its escapes.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
const QUERY_LENGTH = 7000;

/** Which of these rows the org holds just as they are, by their external ids. */
export async function heldRows(
  org: Org,
  warehouse: Warehouse,
  target: UsageTarget,
  rows: readonly TextRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const columns = [target.externalId, target.lookup, ...target.metrics.map(({ field }) => field.name)];
  const ids = rows.map((row) => row[target.externalId] ?? '');
  const select = `SELECT ${columns.join(', ')} FROM ${target.object} WHERE ${target.externalId} IN `;
  const perQuery = Math.max(1, Math.floor((QUERY_LENGTH - select.length) / 22));
  const held: Readonly<Record<string, unknown>>[] = [];
  for (let from = 0; from < ids.length; from += perQuery) {
    held.push(
      ...(await queryAll<Record<string, unknown>>(org, `${select}${soqlList(ids.slice(from, from + perQuery))}`)),
    );
  }
  // Other rows may be asked for meanwhile.
  const [asked, there] = [`asked_${ids[0]}`, `held_${ids[0]}`];
  await loadTexts(warehouse, asked, columns, rows);
  await loadTexts(warehouse, there, columns, held);
  const [id, lookup] = [sqlName(target.externalId), sqlName(target.lookup)];
  const same = [`held.${lookup} = sent.${lookup}`, ...target.metrics.map((metric) => sameSql(metric, 'sent', 'held'))];
  const found = await warehouse.rows<{ readonly id: string }>(
    `SELECT sent.${id} AS id FROM ${sqlName(asked)} AS sent JOIN ${sqlName(there)} AS held ON held.${id} = sent.${id}
     WHERE ${same.join(' AND ')}`,
  );
  return new Set(found.map((row) => row.id));
}

async function loadTexts(
  warehouse: Warehouse,
  name: string,
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  await warehouse.load(
    {
      kind: 'rows',
      name,
      columns: columns.map((column) => ({ name: column, type: 'text' })),
      async *portions() {
        const cells = columns.map((column) => rows.map((row) => textOf(row[column])));
        yield { rows: rows.length, columns: cells };
      },
    },
    name,
  );
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
