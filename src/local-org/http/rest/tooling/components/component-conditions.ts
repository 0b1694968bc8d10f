import type { Condition } from '@jetstreamapp/soql-parser-js';
import type { Tree } from '../../../../engine/soql/plan/condition-tree.ts';
import { unquote } from '../../../../engine/soql/plan/literals.ts';
import { malformed } from '../../../../engine/soql/text/malformed.ts';
import type { ComponentRow } from './component-table.ts';

/** How a value is read of a row. */
export type Read = (row: ComponentRow) => unknown;

/** The moments, from the first up to but without the second, of a date literal such as LAST_N_DAYS:7. */
export type MomentsOf = (literal: string) => { readonly from: number; readonly to: number } | undefined;

/** Whether a row fits a WHERE. */
export function holds(tree: Tree, read: (name: string) => Read, moments: MomentsOf): (row: ComponentRow) => boolean {
  if (tree.kind === 'one') return compared(tree.condition, read, moments);
  if (tree.kind === 'not') {
    const inner = holds(tree.inner, read, moments);
    return (row) => !inner(row);
  }
  const parts = tree.parts.map((part) => holds(part, read, moments));
  return tree.kind === 'AND' ? (row) => parts.every((part) => part(row)) : (row) => parts.some((part) => part(row));
}

/** What each column must be equal to for any row to fit: comparisons that stand alone, or joined by AND. */
export function equalities(tree: Tree | undefined): ReadonlyMap<string, string> {
  if (tree?.kind === 'AND') return new Map(tree.parts.flatMap((part) => [...equalities(part)]));
  if (tree?.kind !== 'one') return new Map();
  const { condition } = tree;
  if (!('operator' in condition) || condition.operator !== '=' || !('field' in condition)) return new Map();
  const literal = [condition.value ?? []].flat()[0];
  return typeof literal === 'string' ? new Map([[condition.field.toLowerCase(), unquote(literal)]]) : new Map();
}

function compared(
  condition: Condition,
  read: (name: string) => Read,
  moments: MomentsOf,
): (row: ComponentRow) => boolean {
  if (!('operator' in condition) || !('field' in condition) || !('value' in condition)) {
    throw malformed('Only comparisons of fields with values are offered here');
  }
  const value = read(condition.field);
  const literals = [condition.value ?? []].flat();
  const span = moments(String(literals[0]));
  if (span !== undefined) return between(value, condition.operator, span);
  const test = tests[condition.operator];
  if (test === undefined) throw malformed(`${condition.operator} is not offered here`);
  const wanted = literals.map((literal) =>
    plain(condition.operator === 'LIKE' ? unquote(literal, true) : literalOf(literal)),
  );
  return (row) => test(plain(value(row)), wanted);
}

function between(
  value: Read,
  operator: string,
  { from, to }: NonNullable<ReturnType<MomentsOf>>,
): (row: ComponentRow) => boolean {
  const fits: Readonly<Record<string, (time: number) => boolean>> = {
    '=': (time) => time >= from && time < to,
    '!=': (time) => time < from || time >= to,
    '<': (time) => time < from,
    '<=': (time) => time < to,
    '>': (time) => time >= to,
    '>=': (time) => time >= from,
  };
  const test = fits[operator];
  if (test === undefined) throw malformed(`${operator} is not offered here`);
  return (row) => {
    const time = plain(value(row));
    return typeof time === 'number' && test(time);
  };
}

function literalOf(literal: string): unknown {
  if (literal.startsWith("'")) return unquote(literal);
  const word = literal.toUpperCase();
  if (word === 'NULL') return null;
  if (word === 'TRUE' || word === 'FALSE') return word === 'TRUE';
  return /^[+-]?\d+(?:\.\d+)?$/.test(literal) ? Number(literal) : literal;
}

/** Texts in any case, Ids in either length, times in any form; numbers are numbers. */
export function plain(value: unknown): string | number | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return value;
  const text = String(value);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return (/^[0-9A-Za-z]{5}0[0-9A-Za-z]{12}$/.test(text) ? text.slice(0, 15) : text).toLowerCase();
}

type Plain = ReturnType<typeof plain>;

const isOne = (value: Plain, wanted: readonly Plain[]): boolean => wanted.includes(value);
const ordered =
  (fits: (difference: number) => boolean) =>
  (value: Plain, [wanted = null]: readonly Plain[]) =>
    value !== null && wanted !== null && fits(value < wanted ? -1 : value > wanted ? 1 : 0);

const tests: Readonly<Record<string, (value: Plain, wanted: readonly Plain[]) => boolean>> = {
  '=': isOne,
  '!=': (value, wanted) => !isOne(value, wanted),
  '<>': (value, wanted) => !isOne(value, wanted),
  IN: isOne,
  'NOT IN': (value, wanted) => !isOne(value, wanted),
  '<': ordered((difference) => difference < 0),
  '<=': ordered((difference) => difference <= 0),
  '>': ordered((difference) => difference > 0),
  '>=': ordered((difference) => difference >= 0),
  LIKE: (value, [wanted]) => typeof value === 'string' && isLike(value, String(wanted)),
};

/** `%` for any signs, `_` for one; a backslash makes them themselves. Goes back to the last `%` only, so that no pattern takes long. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.match(/\\.|[\s\S]/g) ?? [];
  const fits = (part: string | undefined, sign: string | undefined): boolean =>
    part !== undefined && part !== '%' && (part === '_' || part.replace(/^\\(?=.)/, '') === sign);
  let [at, part, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    if (fits(parts[part], text[at])) {
      at++;
      part++;
    } else if (parts[part] === '%') {
      star = part++;
      from = at;
    } else if (star >= 0) {
      part = star + 1;
      at = ++from;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '%');
}
