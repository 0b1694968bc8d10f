import type { Level } from '../../config/settings.ts';
import { LONGEST_VALUE } from '../../properties/over-long-sql.ts';
import { deletedProperty } from '../../properties/property-name.ts';
import { sqlFile, sqlName, sqlText } from '../../warehouse/sql.ts';
import { IN_DOUBT, SENT_KEY, type Sent, sentColumn } from '../sent/open-sent.ts';
import type { ToldColumn } from './told-columns.ts';
import { inWindowSql, type Window } from './windows.ts';

export interface DueRequest {
  readonly level: Level;
  /** Tables of who is told, and of what is held. */
  readonly told: string;
  readonly held: string;
  readonly order: 'stamp' | 'id';
  readonly window: Window;
  readonly columns: readonly ToldColumn[];
  readonly sent: Sent | undefined;
  readonly tables: DueTables;
}

/** What is made of one window, apart from the windows that are worked on beside it. */
export interface DueTables {
  /**
   * A Parquet file with what Salesforce says of each row: the columns of a sent file, which it is if all of it is new to Heap and is
   * accepted; and ` stamp`, ` any` (whether there is any value), ` over_long` (how many values are).
   */
  readonly rows: string;
  /** Table `(key, s0, s1, …, x0, x1, …)`: what Heap was told of them before, and of properties that are not chosen now. */
  readonly before: string;
  /** Table `(place, key, record_id, stamp, known, n)`: those whom Heap has to be told of, with their row, and their line. */
  readonly due: string;
  /** A text file with their lines of JSON. */
  readonly lines: string;
}

export const dueTables = (slot: number, files: Pick<DueTables, 'rows' | 'lines'>): DueTables => ({
  ...files,
  before: `due_before_${slot}`,
  due: `due_${slot}`,
});

/** Whether a table says who is due, or all rows are, in the order in which they lie in their file. */
export type Due = 'listed' | 'all as they lie';

/** When values are taken to be `short`, they are as they are, and only the number of bytes is looked at. */
export function rowsSql({ level, told, held, window, columns, sent }: DueRequest, taken: 'short' | 'exactly'): string {
  const values = columns.map(({ short, value }, at) => `${taken === 'short' ? short : value} AS v${at}`);
  const long = columns.map(({ overLong }, at) => (taken === 'short' ? `strlen(v${at}) > ${LONGEST_VALUE}` : overLong));
  const cells = columns.map(({ first }, at) => (sent === undefined ? first(`v${at}`) : `v${at}`));
  return `SELECT key AS ${SENT_KEY[level]}, record_id,
    ${cells.map((cell, at) => `${cell} AS ${sqlName(sentColumn(level, columns[at]!))}`).join(', ')},
    stamp AS " stamp", (${cells.map((cell) => `${cell} IS NOT NULL`).join(' OR ')}) AS " any", over_long AS " over_long"
  FROM (SELECT told.key, told.record_id, told.stamp, ${values.join(', ')},
    ${long.map((each) => `CAST(coalesce(${each}, false) AS INTEGER)`).join(' + ')} AS over_long
  FROM ${told} told JOIN ${held} held ON held.record_id = told.record_id AND ${inWindowSql(window, 'held')}
  ${level === 'contact' ? 'LEFT JOIN account_other other ON other.contact_id = told.record_id' : ''}
  WHERE ${inWindowSql(window, 'told')})`;
}

/** The rows of a window as `(place, key, record_id, stamp, v0, v1, …)`, each with its place in the file. */
function rowsFrom({ level, columns, tables }: DueRequest): string {
  const values = columns.map((column, at) => `${sqlName(sentColumn(level, column))} AS v${at}`);
  return `(SELECT file_row_number AS place, ${SENT_KEY[level]} AS key, record_id, " stamp" AS stamp, ${values.join(', ')}
    FROM read_parquet(${sqlFile(tables.rows)}, file_row_number = true))`;
}

/** Of the rows of a window, those that Heap was told of before. */
export function beforeSql({ level, columns, tables }: DueRequest, sent: Sent): string {
  const told = columns.flatMap((property, at) => {
    const column = sentColumn(level, property);
    return sent.names.includes(column) ? [`${sqlName(column)} AS s${at}`] : [];
  });
  const further = furtherNames(level, columns, sent).map((name, at) => `${sqlName(name)} AS x${at}`);
  return sent.newestSql(
    [`${SENT_KEY[level]} AS key`, ...told, ...further].join(', '),
    `SELECT ${SENT_KEY[level]} FROM read_parquet(${sqlFile(tables.rows)})`,
  );
}

/** Those rows that Heap has to be told of, numbered from 0 in the order in which they are sent. */
export function dueSql(request: DueRequest): string {
  const { order, columns, sent, tables } = request;
  const changed = columns.map((column, at) => changedSql(request, column, at));
  return `SELECT rows.place, rows.key, record_id, stamp, ${sent === undefined ? 'false' : 'sent.key IS NOT NULL'} AS known,
    row_number() OVER (ORDER BY ${order === 'id' ? 'rows.place' : 'stamp, record_id, rows.key'}) - 1 AS n
  FROM ${rowsFrom(request)} rows ${joinBefore(sent, tables)} WHERE ${changed.join(' OR ')}`;
}

const joinBefore = (sent: Sent | undefined, { before }: DueTables): string =>
  sent === undefined ? '' : `LEFT JOIN ${before} sent ON sent.key = rows.key`;

/** What is due, with all that is known of it. */
function dueFrom(request: DueRequest, due: Due): string {
  const rows = rowsFrom(request);
  if (due === 'all as they lie') return `(SELECT *, place AS n FROM ${rows}) rows`;
  return `${request.tables.due} due JOIN ${rows} rows ON rows.place = due.place ${joinBefore(request.sent, request.tables)}`;
}

/** What Heap was told of a column before, as SQL. */
function sentValue(level: Level, column: ToldColumn, at: number, sent: Sent | undefined): string {
  return sent?.names.includes(sentColumn(level, column)) ? `sent.s${at}` : 'CAST(NULL AS VARCHAR)';
}

/** Whether Heap has to be told of a column. */
function changedSql({ level, sent }: DueRequest, column: ToldColumn, at: number): string {
  const value = `rows.v${at}`;
  return sent === undefined ? `${value} IS NOT NULL` : column.changed(value, sentValue(level, column, at, sent));
}

/**
 * Columns of properties that Heap was told of once and that are not chosen now. Heap keeps them, so they are known if they come again;
 * but numbers that were told before texts of the same name, or texts before numbers, it has no more.
 */
function furtherNames(level: Level, columns: readonly ToldColumn[], sent: Sent | undefined): readonly string[] {
  const now = new Set(
    columns.flatMap(({ name }) => [true, false].map((isNumber) => sentColumn(level, { name, isNumber }).toLowerCase())),
  );
  return (sent?.names ?? []).filter((name) => !now.has(name.toLowerCase()));
}

/** By the name of a column in the file of rows, how many of them have no value there; of no column where something was sent before. */
export type Nulls = ReadonlyMap<string, number>;

/** The query of it, out of what the file says of itself: it reads no row. */
export const nullsSql = ({ tables }: DueRequest): string =>
  `SELECT path_in_schema AS name, CAST(sum(stats_null_count) AS INTEGER) AS nulls
   FROM parquet_metadata(${sqlFile(tables.rows)}) GROUP BY ALL`;

/**
 * What is due as lines of JSON, in their order:
 * `{"identity":"ann@acme.example","properties":{"Salesforce Contact Title":"CEO"}}`. All of a line goes into one `concat`, which passes
 * over NULL: a text that is put together step by step is copied at each. Whether somebody has a value is asked only of columns that
 * some have and others have not, since that costs more than to write the value.
 */
export function linesSql(request: DueRequest, due: Due, nulls: Nulls): string {
  const { level, columns, sent } = request;
  const always: string[] = [];
  const maybe: string[] = [];
  for (const [at, column] of columns.entries()) {
    const [name, json] = [JSON.stringify(column.name), column.json(`rows.v${at}`)];
    if (nulls.get(sentColumn(level, column)) === 0) {
      always.push(sqlText(`${always.length === 0 ? '' : ','}${name}:`), json);
      continue;
    }
    const changed = changedSql(request, column, at);
    maybe.push(
      `CASE WHEN ${changed} THEN ${sqlText(`,${name}:`)} END`,
      sent === undefined ? json : `CASE WHEN ${changed} THEN ${json} END`,
    );
  }
  const members = always.length === 0 ? `ltrim(concat(${maybe.join(', ')}), ',')` : [...always, ...maybe].join(', ');
  const line = `concat('{"${SENT_KEY[level]}":', to_json(rows.key), ',"properties":{', ${members}, '}}')`;
  return `SELECT ${line} FROM ${dueFrom(request, due)} ${due === 'listed' ? 'ORDER BY n' : ''}`;
}

/** The rows that are kept of what Heap accepted, out of those that are listed. */
export function sentRowsSql(request: DueRequest): string {
  const { level, columns, sent } = request;
  const cells = [
    `rows.key AS ${SENT_KEY[level]}, rows.record_id`,
    ...columns.map((column, at) => `${afterwards(request, column, at)} AS ${sqlName(sentColumn(level, column))}`),
    ...furtherNames(level, columns, sent).map((name, at) => `sent.x${at} AS ${sqlName(name)}`),
  ];
  return `SELECT ${cells.join(', ')} FROM ${dueFrom(request, 'listed')}`;
}

/** What Heap has of a column once it has accepted what is due. */
function afterwards(request: DueRequest, column: ToldColumn, at: number): string {
  const [value, before] = [`rows.v${at}`, sentValue(request.level, column, at, request.sent)];
  return `CASE WHEN ${changedSql(request, column, at)} THEN ${value} ELSE ${before} END`;
}

/**
 * Rows that stand for what Heap may or may not have, from before it is told until it has answered: of these, nothing is known
 * but that they may have been marked as gone. Undefined where nobody can be so.
 */
export function doubtSql(request: DueRequest): string | undefined {
  const { level, columns, sent } = request;
  const at = columns.findIndex(({ name }) => name === deletedProperty(level));
  const mark = columns[at];
  if (mark === undefined && sent === undefined) return undefined;
  const marks =
    mark === undefined
      ? ''
      : `, CASE WHEN ${afterwards(request, mark, at)} IS NOT NULL THEN '${IN_DOUBT}' END AS ${sqlName(deletedProperty(level))}`;
  return `SELECT rows.key AS ${SENT_KEY[level]}, rows.record_id${marks} FROM ${dueFrom(request, 'listed')} WHERE ${mark === undefined ? 'known' : 'true'}`;
}
