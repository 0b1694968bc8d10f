import { sqlName } from '../../warehouse/sql.ts';
import { type RawTable, source, timeIn } from './raw-table.ts';

/** Columns that say when something happened, of events and of users. */
const TIMES = ['time', 'joindate', 'last_modified'];

/**
 * A query with `newest TIMESTAMP`: when the last thing happened that the loaded tables know of, in UTC; NULL where none says
 * when. What lies after `latest` comes of a clock that is wrong. The newest of a column stands in the head of a Parquet file, so
 * nothing is read for it.
 */
export function newestDataSql(tables: readonly RawTable[], latest?: Date): string {
  const each = tables.flatMap((table) => {
    const times = table.columns.filter(({ name }) => TIMES.includes(name.toLowerCase()));
    return times.map((column) => {
      const name = sqlName(column.name);
      const time = timeIn(name, column.type);
      if (latest !== undefined) {
        const moment = `TIMESTAMP '${latest.toISOString().replace('Z', '')}'`;
        return `SELECT max(${time}) FILTER (WHERE ${time} <= ${moment}) AS newest FROM ${source(table)}`;
      }
      // Texts are in no order of time.
      if (column.type === 'text') return `SELECT max(${time}) AS newest FROM ${source(table)}`;
      return `SELECT ${time} AS newest FROM (SELECT max(${name}) AS ${name} FROM ${source(table)})`;
    });
  });
  return `SELECT max(newest) AS newest FROM (${each.join(' UNION ALL ') || 'SELECT NULL::TIMESTAMP AS newest'})`;
}
