import type { FieldDef } from '../../types.ts';
import type { Convert, Reading } from './bad.ts';
import { booleanConverter, numberConverter } from './number-values.ts';
import {
  emailConverter,
  idConverter,
  multipicklistConverter,
  picklistConverter,
  textConverter,
} from './text-values.ts';
import { dateConverter, datetimeConverter, timeConverter } from './time-values.ts';

export { Bad, type Convert } from './bad.ts';

type Converter = (field: FieldDef, reading: Reading) => Convert;

const nothing: Converter = () => () => null;

/**
 * What each type of field takes. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm
 */
const converters: Readonly<Record<FieldDef['type'], Converter>> = {
  id: idConverter,
  string: textConverter,
  textarea: textConverter,
  boolean: booleanConverter,
  int: numberConverter,
  double: numberConverter,
  currency: numberConverter,
  percent: numberConverter,
  date: dateConverter,
  datetime: datetimeConverter,
  email: emailConverter,
  phone: textConverter,
  url: textConverter,
  picklist: picklistConverter,
  multipicklist: multipicklistConverter,
  reference: idConverter,
  time: timeConverter,
  location: nothing,
  address: nothing,
  anyType: nothing,
};

/** What makes a cell, as text or JSON, into what the field stores. */
export function converter(field: FieldDef, cells: 'text' | 'json', truncate = false): Convert {
  return converters[field.type](field, { json: cells === 'json', truncate });
}
