import { fieldAt, formulaNames } from '../../formula/field-at.ts';
import { parseFormula } from '../../formula/formula.ts';
import { type Kind, kindOf } from '../../formula/kinds.ts';
import { FormulaProblem } from '../../formula/problem.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { type FieldCase, type FieldRule, pages } from './rule.ts';

/** What a formula gives, said by the field that shows it. */
function wrongResult(field: FieldDef, kind: Kind): string | undefined {
  const expected = kindOf(field.type);
  if (kind === expected || kind === 'Blank') return undefined;
  return `Error: Formula result is data type (${kind}), incompatible with expected data type (${expected}).`;
}

/** Whether a formula comes back to a field through the formulas that it names. */
function leadsBack(it: FieldCase, object: ObjectDef, formula: string, seen: Set<string>): boolean {
  return parseFormula(formula).paths.some((path) => {
    const found = fieldAt(it.schema, object, path);
    if (!found) return false;
    if (found.object.name === it.object.name && found.field.name.toLowerCase() === it.field.name.toLowerCase())
      return true;
    const key = `${found.object.name}.${found.field.name}`;
    if (found.field.formula === undefined || seen.has(key)) return false;
    seen.add(key);
    return leadsBack(it, found.object, found.field.formula, seen);
  });
}

function brokenFormula(it: FieldCase): string | undefined {
  const { object, field, schema } = it;
  if (field.formula === undefined) return undefined;
  try {
    const formula = parseFormula(field.formula);
    if (leadsBack(it, object, field.formula, new Set())) {
      return `Error: Formula refers to itself: the field ${field.name} cannot be used in its own formula`;
    }
    const { kind } = formula.over((path) => fieldAt(schema, object, path)?.field.type);
    return wrongResult(field, kind);
  } catch (problem) {
    if (problem instanceof FormulaProblem) return `Error: ${problem.message}`;
    throw problem;
  }
}

/** What a formula field must hold. */
export const formulaRules: readonly FieldRule[] = [
  {
    page: pages.formulas,
    sure: 'Observed: https://github.com/leifg/formulon/issues/185',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: brokenFormula,
  },
];

/** The formula fields and roll-ups that name a field, as `Usage__c.Total__c`. */
export function usersOf(objects: readonly ObjectDef[], of: ObjectDef, field: FieldDef): readonly string[] {
  const schema = { object: (name: string) => objects.find((each) => each.name.toLowerCase() === name.toLowerCase()) };
  const found: string[] = [];
  for (const object of objects) {
    for (const each of object.fields.values()) {
      const named =
        each.formula === undefined
          ? rollUpNames(each, of, field)
          : formulaNames(schema, object, each.formula, of, field);
      if (named) found.push(`${object.name}.${each.name}`);
    }
  }
  return found;
}

function rollUpNames({ summary }: FieldDef, of: ObjectDef, field: FieldDef): boolean {
  if (summary?.child !== of.name) return false;
  return [summary.foreignKey, summary.field, ...summary.filters.map((filter) => filter.field)].some(
    (name) => name?.toLowerCase() === field.name.toLowerCase(),
  );
}
