import { sqlName } from '../../warehouse/sql.ts';
import { isCounted, type Metric } from '../metric.ts';
import { userColumn } from './tally.ts';

/** Users that have a record of the level, with the properties that conditions ask about. */
export function usersOfRecordsSql(
  metrics: readonly Metric[],
  { id, people, records }: { readonly id: string; readonly people: string; readonly records: string },
): string {
  const { columns, join } = askedOfUsers(metrics);
  return `SELECT p.user_id, r.record, r.alone${columns}
  FROM ${sqlName(people)} p JOIN ${sqlName(records)} r ON r.record_id = p.${id}${join}`;
}

/** Users that have any record, each as a record of its own. */
export function usersAloneSql(metrics: readonly Metric[], people: string): string {
  const { columns, join } = askedOfUsers(metrics);
  return `SELECT p.user_id, p.user_id AS record${columns}
  FROM ${sqlName(people)} p${join}`;
}

function askedOfUsers(metrics: readonly Metric[]): { readonly columns: string; readonly join: string } {
  const asked = metrics
    .filter(isCounted)
    .flatMap(({ where }) => where.filter(({ of }) => of === 'user').map(({ column }) => column.name));
  const columns = [...new Set(asked)].map((name) => `, u.${sqlName(name)} AS ${userColumn(name)}`);
  const join = columns.length > 0 ? ' LEFT JOIN heap_users u ON u.user_id = p.user_id' : '';
  return { columns: columns.join(''), join };
}
