import type { Level } from '../../config/settings.ts';
import { LONGEST_VALUE } from '../../properties/over-long-sql.ts';
import { deletedProperty } from '../../properties/property-name.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import { IN_DOUBT, SENT_KEY, type Sent, sentColumn } from '../sent/open-sent.ts';
import type { ToldColumn } from './told-columns.ts';
import { inWindowSql, type Window } from './windows.ts';

export interface DueRequest {
  readonly level: Level;
  /** Tables of who is told, and of what is held. */
  readonly told: string;
  readonly held: string;
  readonly window: Window;
  readonly columns: readonly ToldColumn[];
  readonly sent: Sent | undefined;
}

/**
 * The rows of a window: `(key, record_id, stamp, v0, v1, …, over_long)`, what Salesforce says of each column, and how many of
 * these are over-long. When they are taken to be `short`, they are as they are, and only the number of bytes is looked at.
 */
export function rowsSql({ level, told, held, window, columns }: DueRequest, taken: 'short' | 'exactly'): string {
  const values = columns.map(({ short, value }, at) => `${taken === 'short' ? short : value} AS v${at}`);
  const long = columns.map(({ overLong }, at) => (taken === 'short' ? `strlen(v${at}) > ${LONGEST_VALUE}` : overLong));
  return `SELECT told.key, told.record_id, told.stamp, ${values.join(', ')},
    ${long.map((each) => `CAST(coalesce(${each}, false) AS INTEGER)`).join(' + ')} AS over_long
  FROM ${told} told JOIN ${held} held ON held.record_id = told.record_id AND ${inWindowSql(window, 'held')}
  ${level === 'contact' ? 'LEFT JOIN account_other other ON other.contact_id = told.record_id' : ''}
  WHERE ${inWindowSql(window, 'told')}`;
}

/**
 * Those rows that Heap has to be told of: `(key, record_id, stamp, known)`, `known` where Heap was told of them before, and, of the column at place 2, `c2`, whether it is to be
 * told, and `p2`, what Heap has of it then. Further columns of what was sent come as they are, in `x0`, `x1`, ….
 */
export function dueSql({ level, columns, sent }: DueRequest, rows: string): string {
  const further = furtherNames(level, columns, sent);
  const before = [
    ...columns.map(({ name }, at) => {
      const column = sentColumn(level, name);
      return `${sent?.names.includes(column) ? sqlName(column) : NONE} AS s${at}`;
    }),
    ...further.map((name, at) => `${sqlName(name)} AS x${at}`),
  ];
  const pairs =
    sent === undefined
      ? `SELECT *, false AS known, ${before.join(', ')} FROM ${rows}`
      : `SELECT rows.*, sent.key IS NOT NULL AS known, sent.* EXCLUDE (key) FROM ${rows} rows LEFT JOIN (
           ${sent.newestSql(`${SENT_KEY[level]} AS key, ${before.join(', ')}`, `SELECT key FROM ${rows}`)}
         ) sent ON sent.key = rows.key`;
  const changed = columns.map((column, at) => `coalesce(${column.changed(`v${at}`, `s${at}`)}, false) AS c${at}`);
  const after = columns.map((_, at) => `c${at}, CASE WHEN c${at} THEN v${at} ELSE s${at} END AS p${at}`);
  return `SELECT key, record_id, stamp, known, ${[...after, ...further.map((_, at) => `x${at}`)].join(', ')}
FROM (SELECT *, ${changed.join(', ')} FROM (${pairs})) WHERE ${columns.map((_, at) => `c${at}`).join(' OR ')}`;
}

const NONE = 'CAST(NULL AS VARCHAR)';

/** Properties that Heap was told of once and that are not chosen now. Heap keeps them, so they are known if they come again. */
function furtherNames(level: Level, columns: readonly ToldColumn[], sent: Sent | undefined): readonly string[] {
  const now = new Set(columns.map(({ name }) => sentColumn(level, name).toLowerCase()));
  return (sent?.names ?? []).filter((name) => !now.has(name.toLowerCase()));
}

/** `(key, n)`: the number of each line, from 0, in the order in which they are sent. */
export function numbersSql(due: string): string {
  return `SELECT key, row_number() OVER (ORDER BY stamp, record_id, key) - 1 AS n FROM ${due}`;
}

/**
 * What is due from one number to before another, as lines of JSON in one BLOB:
 * `{"identity":"ann@acme.example","properties":{"Salesforce Contact Title":"CEO"}}`.
 */
export function linesSql(level: Level, columns: readonly ToldColumn[], from: number, to: number): string {
  const members = columns.map(
    ({ name, json }, at) => `CASE WHEN c${at} THEN ${sqlText(`${JSON.stringify(name)}:`)} || ${json(`p${at}`)} END`,
  );
  const line = `'{"${SENT_KEY[level]}":' || CAST(to_json(key) AS VARCHAR) || ',"properties":{' || concat_ws(',', ${members.join(', ')}) || '}}'`;
  return `SELECT encode(string_agg(${line}, chr(10) ORDER BY n)) FROM due JOIN due_number USING (key) WHERE n >= ${from} AND n < ${to}`;
}

/** The row that is kept of what Heap accepted. */
export function sentRowSql(level: Level, columns: readonly ToldColumn[], sent: Sent | undefined): string {
  return [
    `key AS ${SENT_KEY[level]}, record_id`,
    ...columns.map(({ name }, at) => `p${at} AS ${sqlName(sentColumn(level, name))}`),
    ...furtherNames(level, columns, sent).map((name, at) => `x${at} AS ${sqlName(name)}`),
  ].join(', ');
}

/**
 * Rows that stand for what Heap may or may not have, from before it is told until it has answered: of these, nothing is known
 * but that they may have been marked as gone.
 */
export function doubtSql(level: Level, columns: readonly ToldColumn[]): string {
  const at = columns.findIndex(({ name }) => name === deletedProperty(level));
  const marks =
    at < 0
      ? ''
      : `, CASE WHEN c${at} OR p${at} IS NOT NULL THEN '${IN_DOUBT}' END AS ${sqlName(deletedProperty(level))}`;
  return `SELECT key AS ${SENT_KEY[level]}, record_id${marks} FROM due WHERE ${at < 0 ? 'known' : 'true'}`;
}
