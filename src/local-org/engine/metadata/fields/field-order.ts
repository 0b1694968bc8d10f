import { parseFormula } from '../../formula/formula.ts';
import { FormulaProblem } from '../../formula/problem.ts';
import type { Component } from '../types.ts';
import { textOf } from '../xml.ts';

/** Fields each after those that they name: plain ones, relations, roll-ups, and formulas by how they lean on each other. */
export function inFieldOrder(components: readonly Component[]): readonly Component[] {
  const fields = components.filter(({ type }) => type === 'CustomField');
  const byName = new Map(fields.map((field) => [field.fullName.split('.')[1]?.toLowerCase() ?? '', field]));
  const ranks = new Map<Component, number>();

  function rankOf(field: Component, above: ReadonlySet<Component>): number {
    const known = ranks.get(field);
    if (known !== undefined) return known;
    const rank = plainRank(field) + leaning(field, new Set([...above, field]));
    ranks.set(field, rank);
    return rank;
  }

  function leaning(field: Component, above: ReadonlySet<Component>): number {
    const named = namesIn(field)
      .map((name) => byName.get(name.toLowerCase()))
      .filter((each): each is Component => each !== undefined && !above.has(each));
    return Math.max(0, ...named.map((each) => rankOf(each, above) + 1));
  }

  const ordered = [...fields].sort((a, b) => rankOf(a, new Set()) - rankOf(b, new Set()));
  let place = 0;
  return components.map((component) => (component.type === 'CustomField' ? ordered[place++]! : component));
}

const ranksByType: Readonly<Record<string, number>> = { Lookup: 1, MasterDetail: 1, Summary: 2 };

const plainRank = ({ content }: Component): number =>
  textOf(content, 'formula') === undefined ? (ranksByType[textOf(content, 'type') ?? ''] ?? 0) : 2;

/** Names of fields, whatever object they are of. */
function namesIn({ content }: Component): readonly string[] {
  const formula = textOf(content, 'formula');
  const paths = formula === undefined ? [] : formulaPaths(formula);
  const summed = [textOf(content, 'summarizedField'), textOf(content, 'summaryForeignKey')];
  return [...paths, ...summed].flatMap((path) => path?.split('.').map((part) => part.replace(/__r$/i, '__c')) ?? []);
}

/** A formula that cannot be read is refused in its turn. */
function formulaPaths(text: string): readonly string[] {
  try {
    return parseFormula(text).paths;
  } catch (problem) {
    if (problem instanceof FormulaProblem) return [];
    throw problem;
  }
}
