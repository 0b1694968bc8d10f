import type { FieldDef, RowWriterOptions } from '../../types.ts';
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

export { asText, Bad, type Convert, mismatch } from './bad.ts';

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

/** What makes a cell into what the field stores. */
export const converter: Converter = (field, reading) => converters[field.type](field, reading);

/** How a writer reads the cells of its column at this place. */
export const readingOf = ({ cells, dialect, allowTruncation = false }: RowWriterOptions, place: number): Reading => ({
  json: cells === 'json',
  truncate: allowTruncation,
  ...(dialect === 'bulk' ? { place } : {}),
});
