import { sqlName } from '../../warehouse/sql.ts';
import { isCounted, type Metric, withInputs } from '../metric.ts';
import { has, type RawTable } from '../people/raw-table.ts';
import { eventViewName, type ResolvedTable } from '../people/resolved-tables.ts';
import { SESSION_TIMES } from './thing-stage.ts';

/** `(event_id, user_id, session_id, time, …)`: the rows of all event tables, an event once for each that has it. */
export const ANY_EVENT_VIEW = 'heap_any_event';

/** Views over several event tables, each as far as a metric needs it. Loaded and resolved tables must be there. */
export function eventUnions(metrics: readonly Metric[], tables: readonly RawTable[]): readonly ResolvedTable[] {
  const counted = withInputs(metrics).filter(isCounted);
  const any = counted.find(({ event }) => event.view === ANY_EVENT_VIEW);
  const wanted = tables.filter(({ name }) => any?.event.tables.includes(name));
  return [
    ...(any === undefined ? [] : [{ name: ANY_EVENT_VIEW, sql: anyEventSql(wanted) }]),
    ...(counted.some(needsSessionTimes) ? [{ name: SESSION_TIMES, sql: sessionTimesSql(tables) }] : []),
  ];
}

/** Whether a metric needs the times of all events of a session, whatever their table. */
export function needsSessionTimes(metric: Metric): boolean {
  const { measure } = metric;
  return (measure.kind === 'change' ? measure.of : measure).kind === 'time-on-site';
}

/** A table without ids is taken to be free of repeats, so its rows get ids that nobody else has. */
function anyEventSql(tables: readonly RawTable[]): string {
  const parts = tables.map((table, place) => {
    const view = sqlName(viewOf(table));
    if (has(table, 'event_id')) return `SELECT * FROM ${view}`;
    return `SELECT * REPLACE (-${place + 1}000000000000 - row_number() OVER () AS event_id) FROM ${view}`;
  });
  return `CREATE OR REPLACE VIEW ${ANY_EVENT_VIEW} AS\n${parts.join('\nUNION ALL BY NAME\n')}`;
}

function sessionTimesSql(tables: readonly RawTable[]): string {
  const parts = tables
    .filter((table) => table.role !== 'users' && table.role !== 'user_migrations' && has(table, 'session_id'))
    .map((table) => `SELECT session_id, "time" FROM ${sqlName(viewOf(table))}`);
  return `CREATE OR REPLACE VIEW ${SESSION_TIMES} AS\n${parts.join('\nUNION ALL\n')}`;
}

function viewOf({ name, role }: RawTable): string {
  return role === 'event' ? eventViewName(name) : `heap_${role}`;
}
