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
  readonly order: 'stamp' | 'id';
  readonly window: Window;
  readonly columns: readonly ToldColumn[];
  readonly sent: Sent | undefined;
  readonly tables: DueTables;
}

/** Tables of one window, apart from those of the windows that are worked on beside it. */
export interface DueTables {
  /** `(key, record_id, stamp, v0, v1, …, over_long)`: what Salesforce says of each column, and how many of these are over-long. */
  readonly rows: string;
  /** `(key, s0, s1, …, x0, x1, …)`: what Heap was told of them before, and of properties that are not chosen now. */
  readonly before: string;
  /** `(at, key, record_id, stamp, known, n)`: those whom Heap has to be told of, with their row, and their line. */
  readonly due: string;
}

export const dueTables = (slot: number): DueTables => ({
  rows: `due_row_${slot}`,
  before: `due_before_${slot}`,
  due: `due_${slot}`,
});

/** When values are taken to be `short`, they are as they are, and only the number of bytes is looked at. */
export function rowsSql({ level, told, held, window, columns }: DueRequest, taken: 'short' | 'exactly'): string {
  const values = columns.map(({ short, value }, at) => `${taken === 'short' ? short : value} AS v${at}`);
  const long = columns.map(({ overLong }, at) => (taken === 'short' ? `strlen(v${at}) > ${LONGEST_VALUE}` : overLong));
  return `SELECT told.key, told.record_id, told.stamp, ${values.join(', ')},
    ${long.map((each) => `CAST(coalesce(${each}, false) AS INTEGER)`).join(' + ')} AS over_long
  FROM ${told} told JOIN ${held} held ON held.record_id = told.record_id AND ${inWindowSql(window, 'held')}
  ${level === 'contact' ? 'LEFT JOIN account_other other ON other.contact_id = told.record_id' : ''}
  WHERE ${inWindowSql(window, 'told')}`;
}

/** Of the rows of a window, those that Heap was told of before. */
export function beforeSql({ level, columns, tables }: DueRequest, sent: Sent): string {
  const told = columns.flatMap(({ name }, at) => {
    const column = sentColumn(level, name);
    return sent.names.includes(column) ? [`${sqlName(column)} AS s${at}`] : [];
  });
  const further = furtherNames(level, columns, sent).map((name, at) => `${sqlName(name)} AS x${at}`);
  return sent.newestSql(
    [`${SENT_KEY[level]} AS key`, ...told, ...further].join(', '),
    `SELECT key FROM ${tables.rows}`,
  );
}

/** Those rows that Heap has to be told of, numbered from 0 in the order in which they are sent. */
export function dueSql({ level, columns, sent, tables }: DueRequest): string {
  const changed = columns.map((column, at) => column.changed(`rows.v${at}`, sentValue(level, column, at, sent)));
  return `SELECT rows.rowid AS at, rows.key, record_id, stamp, ${sent === undefined ? 'false' : 'sent.key IS NOT NULL'} AS known,
    row_number() OVER (ORDER BY stamp, record_id, rows.key) - 1 AS n
  FROM ${tables.rows} rows ${joinBefore(sent, tables, 'rows')} WHERE ${changed.join(' OR ')}`;
}

const joinBefore = (sent: Sent | undefined, { before }: DueTables, to: string): string =>
  sent === undefined ? '' : `LEFT JOIN ${before} sent ON sent.key = ${to}.key`;

/** What is due, with all that is known of it. */
const dueFrom = ({ sent, tables }: DueRequest): string =>
  `${tables.due} due JOIN ${tables.rows} rows ON rows.rowid = due.at ${joinBefore(sent, tables, 'due')}`;

/** What Heap was told of a column before, as SQL. */
function sentValue(level: Level, { name }: ToldColumn, at: number, sent: Sent | undefined): string {
  return sent?.names.includes(sentColumn(level, name)) ? `sent.s${at}` : 'CAST(NULL AS VARCHAR)';
}

/** Properties that Heap was told of once and that are not chosen now. Heap keeps them, so they are known if they come again. */
function furtherNames(level: Level, columns: readonly ToldColumn[], sent: Sent | undefined): readonly string[] {
  const now = new Set(columns.map(({ name }) => sentColumn(level, name).toLowerCase()));
  return (sent?.names ?? []).filter((name) => !now.has(name.toLowerCase()));
}

/** Lines to a BLOB: as many as a request holds. */
const LINES = 1000;

/**
 * What is due as lines of JSON, many to a BLOB and in their order:
 * `{"identity":"ann@acme.example","properties":{"Salesforce Contact Title":"CEO"}}`. All of a line goes into one `concat`, which passes
 * over NULL: a text that is put together step by step is copied at each.
 */
export function linesSql(request: DueRequest): string {
  const { level, columns, sent } = request;
  const members = columns.map((column, at) => {
    const value = `rows.v${at}`;
    const changed = column.changed(value, sentValue(level, column, at, sent));
    const name = sqlText(`,${JSON.stringify(column.name)}:`);
    return `CASE WHEN ${changed} THEN ${name} END, CASE WHEN ${changed} THEN ${column.json(value)} END`;
  });
  const line = `concat('{"${SENT_KEY[level]}":', to_json(due.key), ',"properties":{', ltrim(concat(${members.join(', ')}), ','), '}}')`;
  return `SELECT encode(string_agg(${line}, chr(10) ORDER BY n)) FROM ${dueFrom(request)} GROUP BY n // ${LINES} ORDER BY n // ${LINES}`;
}

/** The rows that are kept of what Heap accepted. */
export function sentRowsSql(request: DueRequest): string {
  const { level, columns, sent } = request;
  const cells = [
    `due.key AS ${SENT_KEY[level]}, due.record_id`,
    ...columns.map((column, at) => `${afterwards(request, column, at)} AS ${sqlName(sentColumn(level, column.name))}`),
    ...furtherNames(level, columns, sent).map((name, at) => `sent.x${at} AS ${sqlName(name)}`),
  ];
  return `SELECT ${cells.join(', ')} FROM ${dueFrom(request)}`;
}

/** What Heap has of a column once it has accepted what is due. */
function afterwards({ level, sent }: DueRequest, column: ToldColumn, at: number): string {
  const [value, before] = [`rows.v${at}`, sentValue(level, column, at, sent)];
  return `CASE WHEN ${column.changed(value, before)} THEN ${value} ELSE ${before} END`;
}

/**
 * Rows that stand for what Heap may or may not have, from before it is told until it has answered: of these, nothing is known
 * but that they may have been marked as gone.
 */
export function doubtSql(request: DueRequest): string {
  const { level, columns } = request;
  const at = columns.findIndex(({ name }) => name === deletedProperty(level));
  const mark = columns[at];
  const marks =
    mark === undefined
      ? ''
      : `, CASE WHEN ${afterwards(request, mark, at)} IS NOT NULL THEN '${IN_DOUBT}' END AS ${sqlName(deletedProperty(level))}`;
  return `SELECT due.key AS ${SENT_KEY[level]}, due.record_id${marks} FROM ${dueFrom(request)} WHERE ${mark === undefined ? 'known' : 'true'}`;
}
