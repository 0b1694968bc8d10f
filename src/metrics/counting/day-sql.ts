import type { Window, Windows } from '../window.ts';
import { sqlTime } from './sql-literal.ts';

/** Before it there was nothing that could be counted. */
const FIRST_EVENTS = new Date('2000-01-01T00:00:00Z');

/**
 * The day of the zone on which a moment (UTC, without a zone) falls. The zone's offsets are few and known beforehand;
 * DuckDB's own time zones take twice as long, and could be of another year's edition than the windows.
 */
export function daySql(time: string, { zone }: Windows, { from = FIRST_EVENTS, to }: Window): string {
  const offsets = from < to ? zone.offsets(from, to).toReversed() : zone.offsets(to, to);
  const oldest = offsets.at(-1)?.milliseconds ?? 0;
  const cases = offsets
    .slice(0, -1)
    .map(({ from: since, milliseconds }) => `WHEN ${time} >= ${sqlTime(since)} THEN ${interval(milliseconds)}`);
  const offset = cases.length === 0 ? interval(oldest) : `CASE ${cases.join(' ')} ELSE ${interval(oldest)} END`;
  return `CAST(${time} + ${offset} AS DATE)`;
}

function interval(milliseconds: number): string {
  return `INTERVAL '${milliseconds / 1000} seconds'`;
}
