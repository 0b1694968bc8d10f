import type { Condition, HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import type { Stored } from '../records/store.ts';
import { daysOf, startOfDay, todayIn } from './date-literals.ts';
import { type Expression, fieldExpression, functionExpression, textTypes } from './expressions.ts';
import { literalValue, unquote } from './literals.ts';
import { malformed, pointAt } from './malformed.ts';
import type { QueryContext, Scope } from './scope.ts';

/** A piece of SQL with the values for its question marks. */
export interface Fragment {
  readonly sql: string;
  readonly values: readonly Stored[];
}

export interface ConditionContext {
  readonly query: QueryContext;
  readonly scope: Scope;
  /** Compiles the query of a semi-join to SQL that gives one column of Ids. */
  readonly semiJoin: (query: Query) => Fragment;
}

const never: Fragment = { sql: '0', values: [] };
const ascii = /^[\u0020-\u007f]*$/;
/** Beyond it a list travels as JSON, since a statement takes only so many values. */
const listAsJson = 200;

const comparable = (value: Expression) => (value.collation === 'NOCASE' ? `${value.sql} COLLATE NOCASE` : value.sql);

function compare(value: Expression, operator: string, stored: Stored): Fragment {
  const sql = comparable(value);
  if (stored === null) {
    if (operator === '=') return { sql: `${value.sql} IS NULL`, values: [] };
    if (operator === '!=') return { sql: `${value.sql} IS NOT NULL`, values: [] };
    return never;
  }
  const folded = value.collation === 'NOCASE' && typeof stored === 'string' && !ascii.test(stored);
  const left = folded ? `fold(${value.sql})` : sql;
  const right = folded ? stored.toLowerCase() : stored;
  // A field without value differs from every value.
  return { sql: `${left} ${operator === '!=' ? 'IS NOT' : operator} ?`, values: [right] };
}

function list(value: Expression, operator: string, stored: readonly Stored[]): Fragment {
  const texts = stored.filter((each) => each !== null);
  const folds = value.collation === 'NOCASE' && texts.some((each) => typeof each === 'string' && !ascii.test(each));
  const left = folds ? `fold(${value.sql})` : comparable(value);
  const values = folds ? texts.map((each) => (typeof each === 'string' ? each.toLowerCase() : each)) : texts;
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

function like(value: Expression, literal: string, kind: string, context: ConditionContext): Fragment {
  if (!textTypes.has(value.type) || kind !== 'STRING') {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `${pointAt(context.query.soql, Math.max(0, context.query.soql.indexOf(literal)))}invalid operator on ${value.type === 'reference' ? 'id' : value.type} field`,
    );
  }
  const pattern = unquote(literal, true);
  return ascii.test(pattern)
    ? { sql: `${value.sql} LIKE ? ESCAPE '\\'`, values: [pattern] }
    : { sql: `fold(${value.sql}) LIKE ? ESCAPE '\\'`, values: [pattern.toLowerCase()] };
}

/** `'a;b'` asks for both; several of them, for any. */
function includes(value: Expression, operator: string, literals: readonly string[]): Fragment {
  if (value.type !== 'multipicklist') throw malformed(`${operator} can only be used with multi-select picklist fields`);
  const values: Stored[] = [];
  const any = literals.map((literal) => {
    const all = unquote(literal)
      .split(';')
      .map((part) => {
        values.push(`;${part.toLowerCase()};`);
        return `instr(';' || fold(${value.sql}) || ';', ?) > 0`;
      });
    return `(${all.join(' AND ')})`;
  });
  const sql = `coalesce(${any.join(' OR ')}, 0)`;
  return { sql: operator === 'INCLUDES' ? sql : `NOT ${sql}`, values };
}

function dateRange(value: Expression, operator: string, literal: string, context: ConditionContext): Fragment {
  const { zone, clock } = context.query;
  const days = daysOf(literal, todayIn(zone, clock.now()));
  if (!days || (value.type !== 'date' && value.type !== 'datetime')) {
    throw malformed(
      `${pointAt(context.query.soql, Math.max(0, context.query.soql.indexOf(literal)))}invalid date literal: ${literal}`,
    );
  }
  const edge = (day: string): Stored => (value.type === 'date' ? day : startOfDay(day, zone));
  const from = edge(days.from);
  const to = edge(days.to);
  const between = `(${value.sql} >= ? AND ${value.sql} < ?)`;
  switch (operator) {
    case '=':
      return { sql: between, values: [from, to] };
    case '!=':
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

const orderless = new Set(['boolean', 'id', 'reference', 'multipicklist']);

function checkFilter(value: Expression, operator: string, context: ConditionContext): void {
  const field = value.resolved?.field;
  if (!field || value.aggregate) return;
  if (field.type === 'address' || (field.type === 'textarea' && (field.length ?? 0) > 255)) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `${pointAt(context.query.soql, Math.max(0, context.query.soql.search(new RegExp(field.name, 'i'))))}field '${field.name}' can not be filtered in a query call`,
    );
  }
  if (
    orderless.has(field.type) &&
    ['<', '>', '<=', '>='].includes(operator) &&
    field.type !== 'id' &&
    field.type !== 'reference'
  ) {
    throw new ApiError(400, 'INVALID_FIELD', `invalid operator on ${field.type} field`);
  }
}

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

function condition(it: Condition, context: ConditionContext): Fragment {
  if (!('operator' in it)) throw malformed('unexpected token in WHERE');
  const value = 'fn' in it ? functionExpression(context.scope, it.fn) : fieldExpression(context.scope, it.field);
  const operator = it.operator;
  checkFilter(value, operator, context);
  if ('valueQuery' in it) {
    const inside = context.semiJoin((it as unknown as { valueQuery: Query }).valueQuery);
    const sql = `${value.sql} IN (${inside.sql})`;
    return { sql: operator === 'IN' ? sql : `(${value.sql} IS NULL OR NOT ${sql})`, values: inside.values };
  }
  const literals = asList<string>(it.value);
  const kinds = asList<string>(it.literalType ?? 'STRING');
  const kind = (place: number) => kinds[place] ?? kinds[0]!;
  if (operator === 'LIKE') return like(value, literals[0]!, kind(0), context);
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') return includes(value, operator, literals);
  if (operator === 'IN' || operator === 'NOT IN') {
    return list(
      value,
      operator,
      literals.map((literal, place) => literalValue(context.query, value, literal, kind(place))),
    );
  }
  if (kind(0) === 'DATE_LITERAL' || kind(0) === 'DATE_N_LITERAL')
    return dateRange(value, operator, literals[0]!, context);
  return compare(value, operator, literalValue(context.query, value, literals[0]!, kind(0)));
}

const hasNot = (clause: WhereClause | HavingClause | undefined): boolean =>
  clause !== undefined &&
  (('operator' in clause && clause.operator === 'NOT') || ('right' in clause && hasNot(clause.right)));

/** The whole of a WHERE or HAVING clause. */
export function conditions(clause: WhereClause | HavingClause, context: ConditionContext): Fragment {
  const parts: string[] = [];
  const values: Stored[] = [];
  const twoValued = hasNot(clause);
  // One word per open parenthesis: AND and OR side by side need parentheses to tell which goes first.
  const words: (string | undefined)[] = [undefined];
  let rest: WhereClause | HavingClause | undefined = clause;
  while (rest) {
    const { left } = rest;
    const open = left && 'openParen' in left ? (left.openParen ?? 0) : 0;
    for (let count = 0; count < open; count++) {
      parts.push('(');
      words.push(undefined);
    }
    if (left && 'operator' in left) {
      const made = condition(left as Condition, context);
      parts.push(twoValued ? `coalesce(${made.sql}, 0)` : made.sql);
      values.push(...made.values);
      for (let count = 0; count < (('closeParen' in left && left.closeParen) || 0); count++) {
        parts.push(')');
        words.pop();
      }
    }
    if (!('operator' in rest)) break;
    const { operator } = rest as { operator: string };
    if (operator !== 'NOT') {
      const before = words.at(-1);
      if (before !== undefined && before !== operator) {
        const at = context.query.soql.toUpperCase().lastIndexOf(` ${operator} `) + 1;
        throw malformed(`${pointAt(context.query.soql, at)}unexpected token: '${operator}'`);
      }
      words[words.length - 1] = operator;
    }
    parts.push(operator);
    rest = (rest as { right?: WhereClause | HavingClause }).right;
  }
  return { sql: parts.join(' '), values };
}
