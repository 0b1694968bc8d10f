import type { Level } from '../../config/settings.ts';
import type { Windows } from '../window.ts';
import { eventStageSql } from './event-stage.ts';
import type { Grain } from './measure-sql.ts';
import { propertyOf } from './measure-sql.ts';
import { grainOf, type Tally } from './tally.ts';
import { thingStageSql } from './thing-stage.ts';
import { valueStageSql } from './value-stage.ts';

/** The figures that one reading of one event view gives. */
export interface Stage {
  readonly view: string;
  readonly grain: Grain | 'id';
  readonly tallies: readonly Tally[];
}

/** One stage for each event and grain that the figures ask for, and for each property whose values are counted. */
export function stagesOf(tallies: readonly Tally[]): readonly Stage[] {
  const groups = Map.groupBy(tallies, (tally) => {
    const grain = grainOf(tally);
    return JSON.stringify([tally.event.view, grain, grain === 'value' ? propertyOf(tally.measure)?.name : '']);
  });
  return [...groups.values()].flatMap((together) => {
    const [first] = together;
    return first === undefined ? [] : [{ view: first.event.view, grain: grainOf(first), tallies: together }];
  });
}

/** The query of a stage: `record`, then one column for each figure, for records with an event in the widest window. */
export function stageSql(
  { view, grain, tallies }: Stage,
  { level, who, windows }: { readonly level: Level; readonly who: string; readonly windows: Windows },
): string {
  const source = { view, who, level, tallies };
  if (grain === 'event') return eventStageSql(source);
  return grain === 'value' ? valueStageSql(source) : thingStageSql(source, grain, windows);
}
