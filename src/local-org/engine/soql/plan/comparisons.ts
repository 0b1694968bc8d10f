import type { Stored } from '../../records/store/store.ts';
import { daysOf, firstOfWeek, startOfDay, todayIn } from './date-literals.ts';
import type { Expression } from './expressions.ts';
import type { QueryContext } from './scope.ts';
import { sortKey } from './sql-functions.ts';
import { foldedSql, rankSql, sortSql } from './text-sql.ts';

/** A piece of SQL with the values for its question marks. */
export interface Fragment {
  readonly sql: string;
  readonly values: readonly Stored[];
}

const never: Fragment = { sql: '0', values: [] };
const ascii = /^[\u0020-\u007e]*$/;
/** Beyond it a list travels as JSON, since a statement takes only so many values. */
const listAsJson = 200;

/** So that an index is used where there is one. */
const comparable = (value: Expression) => (value.folds ? `${value.sql} COLLATE NOCASE` : value.sql);

const isText = (stored: Stored): stored is string => typeof stored === 'string';

/** Before and after is told as the rows sort. Nothing sorts before or after no value. */
function ordered(value: Expression, operator: string, stored: string): Fragment {
  const place = value.picklist?.findIndex((each) => each.toLowerCase() === stored.toLowerCase()) ?? -1;
  if (value.picklist !== undefined && place >= 0) {
    return { sql: `${rankSql(value, value.picklist)} ${operator} ?`, values: [place] };
  }
  return { sql: `${sortSql({ ...value, folds: true }).at(-1)} ${operator} ?`, values: [sortKey(stored)] };
}

/** A field without value differs from every value. */
export function compare(value: Expression, operator: string, stored: Stored): Fragment {
  if (stored === null) {
    if (operator === '=') return { sql: `${value.sql} IS NULL`, values: [] };
    if (operator === '!=' || operator === '<>') return { sql: `${value.sql} IS NOT NULL`, values: [] };
    return never;
  }
  const equal = operator === '=' ? '=' : operator === '!=' || operator === '<>' ? 'IS NOT' : undefined;
  if (equal === undefined && value.folds && isText(stored)) return ordered(value, operator, stored);
  const folded = value.folds && isText(stored) && !ascii.test(stored);
  return {
    sql: `${folded ? foldedSql(value) : comparable(value)} ${equal ?? operator} ?`,
    values: [folded ? stored.toLowerCase() : stored],
  };
}

export function list(value: Expression, operator: string, stored: readonly Stored[]): Fragment {
  const texts = stored.filter((each) => each !== null);
  const folds = value.folds && texts.some((each) => isText(each) && !ascii.test(each));
  const left = folds ? foldedSql(value) : comparable(value);
  const values = folds ? texts.map((each) => (isText(each) ? each.toLowerCase() : each)) : texts;
  const hasNull = texts.length < stored.length;
  const inside: Fragment =
    values.length > listAsJson
      ? { sql: `${left} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }
      : values.length === 0
        ? never
        : { sql: `${left} IN (${values.map(() => '?').join(', ')})`, values };
  const sql = hasNull ? `(${inside.sql} OR ${value.sql} IS NULL)` : inside.sql;
  if (operator === 'IN') return { sql, values: inside.values };
  return { sql: `(${hasNull ? '0' : `${value.sql} IS NULL`} OR NOT (${sql}))`, values: inside.values };
}

const exact: Readonly<Record<string, string>> = { '%': '*', _: '?', '*': '[*]', '?': '[?]', '[': '[[]' };

/** The pattern of LIKE for a field that minds the case. */
const exactPattern = (pattern: string) =>
  pattern.replace(/\\(.)|[%_*?[]/gs, (wild, escaped: string | undefined) =>
    escaped === undefined ? exact[wild]! : escaped === '%' || escaped === '_' ? escaped : (exact[escaped] ?? escaped),
  );

/** `pattern` keeps the backslash before a wildcard that is meant as it stands. */
export function like(value: Expression, pattern: string): Fragment {
  if (!value.folds) return { sql: `${value.sql} GLOB ?`, values: [exactPattern(pattern)] };
  return ascii.test(pattern)
    ? { sql: `${value.sql} LIKE ? ESCAPE '\\'`, values: [pattern] }
    : { sql: `fold(${value.sql}) LIKE ? ESCAPE '\\'`, values: [pattern.toLowerCase()] };
}

/** `'a;b'` asks for both; several of them, for any. */
export function includes(value: Expression, operator: string, texts: readonly string[]): Fragment {
  const values: Stored[] = [];
  const any = texts.map((text) => {
    const all = text.split(';').map((part) => {
      values.push(`;${part.toLowerCase()};`);
      return `instr(';' || fold(${value.sql}) || ';', ?) > 0`;
    });
    return `(${all.join(' AND ')})`;
  });
  const sql = `coalesce(${any.join(' OR ')}, 0)`;
  return { sql: operator === 'INCLUDES' ? sql : `NOT ${sql}`, values };
}

/** A date literal stands for days as the user's calendar has them; nothing if it is none. */
export function dateRange(
  context: QueryContext,
  value: Expression,
  operator: string,
  literal: string,
): Fragment | undefined {
  const { zone, clock, locale = 'en_US' } = context;
  const days = daysOf(literal, todayIn(zone, clock.now()), firstOfWeek(locale));
  if (!days) return undefined;
  const edge = (day: string): Stored => (value.type === 'date' ? day : startOfDay(day, zone));
  const from = edge(days.from);
  const to = edge(days.to);
  const between = `(${value.sql} >= ? AND ${value.sql} < ?)`;
  switch (operator) {
    case '=':
      return { sql: between, values: [from, to] };
    case '!=':
    case '<>':
      return { sql: `NOT coalesce(${between}, 0)`, values: [from, to] };
    case '>':
      return { sql: `${value.sql} >= ?`, values: [to] };
    case '>=':
      return { sql: `${value.sql} >= ?`, values: [from] };
    case '<':
      return { sql: `${value.sql} < ?`, values: [from] };
    default:
      return { sql: `${value.sql} < ?`, values: [to] };
  }
}
