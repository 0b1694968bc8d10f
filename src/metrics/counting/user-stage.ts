import type { Level } from '../../config/settings.ts';
import { sqlName } from '../../warehouse/sql.ts';
import { type Metric, withInputs } from '../metric.ts';
import type { Windows } from '../window.ts';
import { partsOf, togetherSql } from './event-stage.ts';
import { MEASURES, type Part } from './measure-sql.ts';
import { beyond, eventsSql } from './stage-source.ts';
import { grainOf, type Tally, talliesOf } from './tally.ts';
import { usersAloneSql } from './who-sql.ts';

/** What both levels ask of one event view, counted once for each user: `record`, the user's id, then each part. */
export interface UserStage {
  readonly name: string;
  readonly view: string;
  readonly tallies: readonly Tally[];
  /** The aggregates, in the order of the columns `part_0`, … */
  readonly parts: readonly string[];
  /** The level that is counted last. */
  readonly lastReader: Level;
}

/** Tables to be made before those of any level, and what they hold. */
export interface UserSteps {
  readonly tables: readonly { readonly name: string; readonly sql: string }[];
  readonly stages: readonly UserStage[];
}

/** To read the events of a table for the accounts alone takes about as long as so many columns more for each user. */
const COLUMNS_OF_A_READING = 3;

/**
 * What both levels count of the same events is counted once by user and put together for contacts and accounts, in place
 * of reading the events once for each level. Accounts that ask for much that contacts do not are counted by themselves:
 * so many columns for each user would take longer. `levels` in the order in which they are counted.
 */
export function userSteps(
  levels: readonly { readonly level: Level; readonly metrics: readonly Metric[] }[],
  windows: Windows,
): UserSteps {
  const metrics = levels.flatMap((one) => withInputs(one.metrics));
  const lastReader = levels.at(-1)?.level;
  const talliesOfLevel = (level: Level): readonly Tally[] => {
    const ofLevel = metrics.filter((metric) => metric.level === level);
    return talliesOf(ofLevel, windows).filter(addsUp);
  };
  const accounts = Map.groupBy(talliesOfLevel('account'), ({ event }) => event.view);
  const contacts = Map.groupBy(talliesOfLevel('contact'), ({ event }) => event.view);
  const stages = [...contacts].flatMap(([view, ofContacts], place): UserStage[] => {
    const ofAccounts = accounts.get(view);
    if (ofAccounts === undefined || lastReader === undefined) return [];
    const tallies = [...ofContacts, ...ofAccounts];
    const parts = columnsOf(tallies, tallies);
    if (parts.length - columnsOf(ofContacts, tallies).length > COLUMNS_OF_A_READING) return [];
    return [{ name: `user_stage_${place}`, view, tallies, parts, lastReader }];
  });
  if (stages.length === 0) return { tables: [], stages };
  const who = 'user_who';
  return {
    tables: [
      { name: who, sql: usersAloneSql(metrics, 'people') },
      ...stages.map((stage) => ({ name: stage.name, sql: stageSql(stage, who) })),
    ],
    stages,
  };
}

/** Whether a figure of many users can be put together from one of each: `parts` in the table of measures says it. */
export function addsUp(tally: Tally): boolean {
  return MEASURES[tally.measure.kind].parts.length > 0 && grainOf(tally) !== 'id';
}

function columnsOf(some: readonly Tally[], all: readonly Tally[]): readonly string[] {
  return [...new Set(some.flatMap((tally) => partsOf(tally, beyond(tally, all))))];
}

function stageSql({ view, tallies, parts }: UserStage, who: string): string {
  return `SELECT w.record, ${parts.map((part, place) => `${part} AS part_${place}`).join(', ')}
  ${eventsSql({ view, who, level: 'contact', tallies })} GROUP BY w.record`;
}

/** The query of a level's stage from what was counted by user. Where a record has one user alone, nothing is added up. */
export function ofUsersSql(stage: UserStage, who: string, tallies: readonly Tally[]): string {
  const from = `FROM ${sqlName(stage.name)} u JOIN ${sqlName(who)} w ON w.user_id = u.record`;
  const own = ({ ofUser }: Part, column: string): string => ofUser?.(column) ?? column;
  const alone = figuresSql(stage, tallies, own);
  const together = figuresSql(stage, tallies, (part, column, sql) =>
    togetherSql(part.together, own(part, column), '', sql),
  );
  return `SELECT w.record, ${alone} ${from} WHERE w.alone
  UNION ALL SELECT w.record, ${together} ${from} WHERE NOT w.alone GROUP BY w.record`;
}

function figuresSql(
  stage: UserStage,
  tallies: readonly Tally[],
  put: (part: Part, column: string, sql: string) => string,
): string {
  const figures = tallies.map((tally) => {
    const { figure, parts } = MEASURES[tally.measure.kind];
    const sqls = partsOf(tally, beyond(tally, stage.tallies));
    const columns = parts.map((part, place) => {
      const sql = sqls[place] ?? '';
      return put(part, `u.part_${stage.parts.indexOf(sql)}`, sql);
    });
    return `${figure(columns)} AS ${sqlName(tally.column)}`;
  });
  return figures.join(', ');
}
