import type { ApiErrorEntry, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { RowRule } from './row-rules.ts';
import { ruleValue, ruleValueBefore } from './rule-values.ts';
import type { Validation } from './validations.ts';

/**
 * All rules that a row breaks are said at once.
 * https://help.salesforce.com/s/articleView?id=platform.fields_about_field_validation.htm
 */
export function validationRule(context: RecordContext, object: ObjectDef): RowRule | undefined {
  const validations = context.rules.validations(object);
  if (validations.length === 0) return undefined;
  return (row) => {
    const broken = validations.flatMap((validation) => {
      const { formula, paths } = validation;
      const result = formula.evaluate((path) => ruleValue(context, object, row, paths.get(path)!), {
        now: context.clock.now(),
        zone: context.zone,
        ...(row.id === undefined ? {} : { before: (path) => ruleValueBefore(context, object, row, paths.get(path)!) }),
      });
      if (result.status === 'error') return [invalid(validation, result.message)];
      return result.value === true ? [said(validation)] : [];
    });
    return broken.length === 0 ? undefined : broken;
  };
}

const said = ({ message, displayField }: Validation): ApiErrorEntry => ({
  code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  message,
  fields: displayField === undefined ? [] : [displayField],
});

/** A formula that goes wrong over a row keeps it out. Not documented in these words; believed. */
const invalid = ({ name }: Validation, details: string): ApiErrorEntry => ({
  code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  message: `The formula in the "${name}" validation rule is invalid. Notify your administrator. Details: ${details}`,
  fields: [],
});
