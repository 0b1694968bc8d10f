import type { Level } from '../../config/settings.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Window } from '../window.ts';
import { sqlTime } from './sql-literal.ts';
import type { Tally } from './tally.ts';

/** What a stage reads, and for which figures. */
export interface StageSource {
  readonly view: string;
  /** `(user_id, record)`, with the properties of the user that conditions ask about. */
  readonly who: string;
  readonly level: Level;
  readonly tallies: readonly Tally[];
  /** What else is joined to the events. */
  readonly joined?: string;
}

/** The events `e` that any of the figures may count, with their records `w`: FROM and WHERE. */
export function eventsSql({ view, who, tallies, joined = '' }: StageSource, more: readonly string[] = []): string {
  const { from, to } = widest(tallies);
  const conditions = [...new Set(tallies.map(({ condition }) => condition))];
  const filters = [
    ...(from ? [`e."time" >= ${sqlTime(from)}`] : []),
    `e."time" < ${sqlTime(to)}`,
    ...(conditions.includes('') ? [] : [`(${conditions.join(' OR ')})`]),
    ...more,
  ];
  return `FROM ${sqlName(view)} e JOIN ${sqlName(who)} w ON w.user_id = e.user_id ${joined}
  WHERE ${filters.join(' AND ')}`;
}

/** From the first beginning of the windows to their last end. */
export function widest(tallies: readonly Tally[]): Window {
  const starts = tallies.map(({ window }) => window.from?.getTime() ?? Number.NEGATIVE_INFINITY);
  const start = Math.min(...starts);
  return {
    from: Number.isFinite(start) ? new Date(start) : undefined,
    to: new Date(Math.max(...tallies.map(({ window }) => window.to.getTime()))),
  };
}

/** What a figure asks of an event beyond what `eventsSql` asks already; empty when nothing. */
export function beyond(tally: Tally, tallies: readonly Tally[]): string {
  return all([conditionBeyond(tally, tallies), windowBeyond(tally, tallies)]);
}

export function conditionBeyond({ condition }: Tally, tallies: readonly Tally[]): string {
  return tallies.every((other) => other.condition === condition) ? '' : condition;
}

export function windowBeyond({ window }: Tally, tallies: readonly Tally[]): string {
  const { from, to } = widest(tallies);
  return all([
    window.from === undefined || window.from.getTime() === from?.getTime() ? '' : `e."time" >= ${sqlTime(window.from)}`,
    window.to.getTime() === to.getTime() ? '' : `e."time" < ${sqlTime(window.to)}`,
  ]);
}

export function filterSql(predicate: string): string {
  return predicate === '' ? '' : ` FILTER (WHERE ${predicate})`;
}

function all(predicates: readonly string[]): string {
  return predicates.filter((predicate) => predicate !== '').join(' AND ');
}
