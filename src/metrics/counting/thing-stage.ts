import { sqlName } from '../../warehouse/sql.ts';
import type { Windows } from '../window.ts';
import { daySql } from './day-sql.ts';
import type { Grain } from './measure-sql.ts';
import { sqlTime } from './sql-literal.ts';
import { conditionBeyond, eventsSql, filterSql, type StageSource, widest, windowBeyond } from './stage-source.ts';
import type { Tally } from './tally.ts';

/** All that is known of a session's length: `(session_id, time)` of the events of all tables. */
export const SESSION_TIMES = 'heap_session_times';

type Thing = Exclude<Grain, 'event' | 'value'> | 'id';

/**
 * Figures that count what events have in common, each once: users, days, sessions, and events that stand in several
 * tables. A thing is in a window that ends with the run if its last event is.
 *
 * A session is as long as it is from its first event to its last, whatever table they stand in, the session's own start
 * among them; events after the run's windows do not count yet. A session that has the event in the window counts whole.
 */
export function thingStageSql(source: StageSource, grain: Thing, windows: Windows): string {
  const { tallies } = source;
  const flags = flagsOf(tallies);
  const things = `SELECT w.record, ${thingSql(grain, tallies, windows)} AS thing${[...flags.columns]
    .map(([sql, name]) => `, ${sql} AS ${name}`)
    .join('')}
  ${eventsSql(source, grain === 'session' ? ['e.session_id IS NOT NULL'] : [])} GROUP BY w.record, thing`;
  const figures = tallies.map((tally) => {
    const counted = tally.measure.kind === 'time-on-site' ? 'sum(length)' : 'count(*)';
    return `${counted}${filterSql(flags.of(tally))} AS ${sqlName(tally.column)}`;
  });
  if (!tallies.some(({ measure }) => measure.kind === 'time-on-site')) {
    return `SELECT record, ${figures.join(', ')}
  FROM (${things}) GROUP BY record`;
  }
  return `WITH things AS MATERIALIZED (${things}),
  lengths AS (
    SELECT session_id, epoch_us(max("time")) - epoch_us(min("time")) AS length FROM ${SESSION_TIMES}
    WHERE "time" < ${sqlTime(widest(tallies).to)} AND session_id IN (SELECT thing FROM things) GROUP BY session_id
  )
  SELECT record, ${figures.join(', ')}
  FROM things LEFT JOIN lengths ON lengths.session_id = things.thing GROUP BY record`;
}

function thingSql(grain: Thing, tallies: readonly Tally[], windows: Windows): string {
  if (grain === 'user') return 'e.user_id';
  if (grain === 'session') return 'e.session_id';
  return grain === 'id' ? 'e.event_id' : daySql('e."time"', windows, widest(tallies));
}

/** What has to be known of a thing to tell whether a figure counts it; the same for many figures. */
function flagsOf(tallies: readonly Tally[]): {
  readonly columns: ReadonlyMap<string, string>;
  readonly of: (tally: Tally) => string;
} {
  const columns = new Map<string, string>();
  const column = (sql: string): string => {
    const name = columns.get(sql) ?? `flag_${columns.size}`;
    columns.set(sql, name);
    return name;
  };
  const { to } = widest(tallies);
  const flags = new Map(
    tallies.map((tally) => {
      const condition = conditionBeyond(tally, tallies);
      const window = windowBeyond(tally, tallies);
      if (window === '' && condition === '') return [tally, ''];
      if (tally.window.to.getTime() < to.getTime()) {
        return [tally, column(`bool_or(${condition === '' ? window : `${condition} AND ${window}`})`)];
      }
      const latest = column(`max(e."time")${filterSql(condition)}`);
      return [tally, window === '' ? `${latest} IS NOT NULL` : `${latest} >= ${sqlTime(tally.window.from)}`];
    }),
  );
  return { columns, of: (tally) => flags.get(tally) ?? '' };
}
