import type { Condition } from '@jetstreamapp/soql-parser-js';
import type { Tree } from '../../../engine/soql/plan/condition-tree.ts';
import { unquote } from '../../../engine/soql/plan/literals.ts';
import { malformed } from '../../../engine/soql/text/malformed.ts';
import type { ComponentRow } from './tooling-table.ts';

/** How a value is read of a row. */
export type Read = (row: ComponentRow) => unknown;

/** Whether a row fits a WHERE. */
export function holds(tree: Tree, read: (name: string) => Read): (row: ComponentRow) => boolean {
  if (tree.kind === 'one') return compared(tree.condition, read);
  if (tree.kind === 'not') {
    const inner = holds(tree.inner, read);
    return (row) => !inner(row);
  }
  const parts = tree.parts.map((part) => holds(part, read));
  return tree.kind === 'AND' ? (row) => parts.every((part) => part(row)) : (row) => parts.some((part) => part(row));
}

function compared(condition: Condition, read: (name: string) => Read): (row: ComponentRow) => boolean {
  if (!('operator' in condition) || !('field' in condition) || !('value' in condition)) {
    throw malformed('Only comparisons of fields with values are offered here');
  }
  const value = read(condition.field);
  const literals = [condition.value ?? []].flat();
  const test = tests[condition.operator];
  if (test === undefined) throw malformed(`${condition.operator} is not offered here`);
  const wanted = literals.map((literal) =>
    plain(condition.operator === 'LIKE' ? unquote(literal, true) : literalOf(literal)),
  );
  return (row) => test(plain(value(row)), wanted);
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
