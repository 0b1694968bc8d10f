import { ApiError } from '../../api-error.ts';
import { changeRules } from './change-rules.ts';
import { formulaRules } from './formula-rules.ts';
import { limitRules } from './limit-rules.ts';
import { nameRules } from './name-rules.ts';
import { relationRules } from './relation-rules.ts';
import type { FieldCase, FieldRule } from './rule.ts';
import { sizeRules } from './size-rules.ts';

/** What a custom field must keep to, in the order in which it is asked. */
export const fieldRules: readonly FieldRule[] = [
  ...nameRules,
  ...changeRules,
  ...sizeRules,
  ...relationRules,
  ...formulaRules,
  ...limitRules,
];

/** Throws what Salesforce would say of this custom field, for the first rule that it breaks. */
export function checkField(it: FieldCase): void {
  for (const rule of fieldRules) {
    const said = rule.broken(it);
    if (said !== undefined) throw new ApiError(400, rule.code, said, [it.field.name]);
  }
}
