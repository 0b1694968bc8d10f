import { defaultStart } from '../../formula/default-value.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { autoNumberText } from '../store/serials.ts';
import type { Stored } from '../store/store.ts';
import { asText, Bad, converter } from '../values/values.ts';

/** What a field holds in a new row that does not fill it: a fixed value, or one made for each row. */
export type Start = Stored | ((now: number) => Stored);

/** The stamp of the row. */
export const moment: Start = (now) => now;

export function startOf(context: RecordContext, object: ObjectDef, field: FieldDef): Start {
  const { userId } = context.rights;
  if (field.autoNumber) {
    const text = autoNumberText(field.autoNumber.format);
    const next = context.serials.numbers(object, field);
    return (now) => text(next(), now);
  }
  switch (field.name) {
    case 'CreatedDate':
    case 'LastModifiedDate':
    case 'SystemModstamp':
      return moment;
    case 'CreatedById':
    case 'LastModifiedById':
    case 'OwnerId':
      return userId;
  }
  if (field.defaultFormula !== undefined) return defaultStart(field, context.zone);
  if (field.defaultValue !== undefined && field.defaultValue !== null) {
    const value = converter(field, asText)(String(field.defaultValue));
    return value instanceof Bad ? null : value;
  }
  return field.type === 'boolean' ? 0 : null;
}
