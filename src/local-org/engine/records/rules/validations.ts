import { type FieldAt, fieldAt } from '../../formula/field-at.ts';
import { parseFormula, type ReadyFormula } from '../../formula/formula.ts';
import { FormulaProblem } from '../../formula/problem.ts';
import type { ObjectDef, Schema } from '../../types.ts';
import type { KeptRule } from './rule-book.ts';

/** A validation rule made ready: rows for which its formula is true are refused. */
export interface Validation {
  readonly name: string;
  readonly message: string;
  /** The field beside which the message stands; at the top of the page without one. */
  readonly displayField: string | undefined;
  readonly formula: ReadyFormula;
  readonly paths: ReadonlyMap<string, FieldAt>;
}

/**
 * The formula of a rule of this object, checked. Throws FormulaProblem.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_validationformulas.htm
 */
export function readCondition(schema: Schema, object: ObjectDef, text: string): Pick<Validation, 'formula' | 'paths'> {
  const parsed = parseFormula(text);
  const paths = new Map<string, FieldAt>();
  for (const path of parsed.paths) {
    const found = fieldAt(schema, object, path);
    if (found !== undefined) paths.set(path, found);
  }
  const formula = parsed.over((path) => paths.get(path)?.field.type, { use: 'rule', blankNumbers: 'zero' });
  if (formula.kind === 'Boolean') return { formula, paths };
  throw new FormulaProblem(
    `Formula result is data type (${formula.kind}), incompatible with expected data type (true or false).`,
  );
}

const textIn = ({ content }: KeptRule, element: string): string | undefined => {
  const value = content[element]?.[0];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The active rules of an object. One whose fields are gone judges nothing any more. */
export function validationsOf(schema: Schema, object: ObjectDef, rules: readonly KeptRule[]): readonly Validation[] {
  return rules.flatMap((rule) => {
    if (textIn(rule, 'active') !== 'true') return [];
    const displayField = textIn(rule, 'errorDisplayField');
    try {
      return [
        {
          name: rule.fullName.slice(rule.fullName.indexOf('.') + 1),
          message: textIn(rule, 'errorMessage') ?? '',
          displayField: displayField && (schema.field(object.name, displayField)?.name ?? displayField),
          ...readCondition(schema, object, textIn(rule, 'errorConditionFormula') ?? 'FALSE'),
        },
      ];
    } catch (error) {
      if (error instanceof FormulaProblem) return [];
      throw error;
    }
  });
}
