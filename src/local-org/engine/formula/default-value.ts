import type { Stored } from '../records/store/store.ts';
import type { FieldDef } from '../types.ts';
import { parseFormula } from './formula.ts';
import { storedOf } from './kinds.ts';

/**
 * What a field holds in a new row whose default is a formula, such as `TODAY() + 30`; the day is the user's own.
 * https://help.salesforce.com/s/articleView?id=platform.fields_default_field_values.htm
 */
export function defaultStart(field: FieldDef, zone: string): (now: number) => Stored {
  const formula = parseFormula(field.defaultFormula ?? 'NULL').over(() => undefined);
  return (now) => {
    const result = formula.evaluate(() => null, { now: new Date(now), zone });
    return storedOf(field, result.status === 'value' ? result.value : null);
  };
}
