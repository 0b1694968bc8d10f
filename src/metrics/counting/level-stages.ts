import type { Level } from '../../config/settings.ts';
import type { Windows } from '../window.ts';
import { eventStageSql } from './event-stage.ts';
import type { Grain } from './measure-sql.ts';
import { propertyOf } from './measure-sql.ts';
import { grainOf, type Tally } from './tally.ts';
import { thingStageSql } from './thing-stage.ts';
import { addsUp, ofUsersSql, type UserStage } from './user-stage.ts';
import { valueStageSql } from './value-stage.ts';

/** The figures that one reading of one event view gives, or of what was counted of it by user. */
export interface Stage {
  readonly view: string;
  readonly grain: Grain | 'id';
  readonly users: UserStage | undefined;
  readonly tallies: readonly Tally[];
}

/**
 * One stage for each event and grain that the figures ask for, and for each property whose values are counted; one for
 * all that is put together from users.
 */
export function stagesOf(tallies: readonly Tally[], byUser: readonly UserStage[]): readonly Stage[] {
  const usersOf = (tally: Tally): UserStage | undefined =>
    addsUp(tally) ? byUser.find(({ view }) => view === tally.event.view) : undefined;
  const groups = Map.groupBy(tallies, (tally) => {
    const grain = usersOf(tally) === undefined ? grainOf(tally) : 'users';
    return JSON.stringify([tally.event.view, grain, grain === 'value' ? propertyOf(tally.measure)?.name : '']);
  });
  return [...groups.values()].flatMap((together) => {
    const [first] = together;
    if (first === undefined) return [];
    return [{ view: first.event.view, grain: grainOf(first), users: usersOf(first), tallies: together }];
  });
}

/** The query of a stage: `record`, then one column for each figure, for records with an event in the widest window. */
export function stageSql(
  { view, grain, users, tallies }: Stage,
  { level, who, windows }: { readonly level: Level; readonly who: string; readonly windows: Windows },
): string {
  if (users !== undefined) return ofUsersSql(users, who, tallies);
  const source = { view, who, level, tallies };
  if (grain === 'event') return eventStageSql(source);
  return grain === 'value' ? valueStageSql(source) : thingStageSql(source, grain, windows);
}
