import type { Stored } from '../../records/store/store.ts';
import { wireValue } from '../../records/values/wire-value.ts';
import type { FieldDef, FieldType } from '../../types.ts';
import type { Expression } from '../plan/expressions.ts';
import { labelsOf } from '../plan/label-value.ts';
import type { QueryContext } from '../plan/scope.ts';
import { malformedAt } from '../text/malformed.ts';

/** Makes what is stored into what an answer shows. */
export type Show = (stored: Stored) => unknown;

const labelled: ReadonlySet<FieldType> = new Set(['picklist', 'multipicklist', 'string']);

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_tolabel.htm */
export function labelExpression(soql: string, value: Expression): Expression {
  if (labelled.has(value.type) && !value.aggregate) return { ...value, shown: 'label' };
  const field = value.resolved?.field.name ?? '';
  throw malformedAt(soql, field, `field ${field} does not support function toLabel`);
}

function labelOf(field: FieldDef | undefined): Show {
  const named = field?.picklist?.labels ?? {};
  return (stored) => (typeof stored === 'string' ? labelsOf(stored, named) : stored);
}

const language = (locale: string) => locale.replace(/_/g, '-');

/** Only languages that Intl knows; anything else is written as in the United States. */
function known(locale: string): string {
  try {
    return Intl.getCanonicalLocales(language(locale))[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

/** The currency of an org that has one only. */
const currency = 'USD';

/**
 * Numbers, days and times as the user writes them.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_format.htm
 */
function formatOf(type: FieldType, field: FieldDef | undefined, context: QueryContext): Show {
  const locale = known(context.locale ?? 'en_US');
  const scale = field?.scale ?? 0;
  const digits = { minimumFractionDigits: scale, maximumFractionDigits: scale };
  const numbers = {
    int: new Intl.NumberFormat(locale),
    double: new Intl.NumberFormat(locale, digits),
    currency: new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }),
  };
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'short' });
  const moment = new Intl.DateTimeFormat(locale, { timeZone: context.zone, dateStyle: 'short', timeStyle: 'short' });
  return (stored) => {
    if (stored === null) return null;
    switch (type) {
      case 'int':
        return numbers.int.format(Number(stored));
      case 'double':
        return numbers.double.format(Number(stored));
      case 'percent':
        return `${numbers.double.format(Number(stored))}%`;
      case 'currency':
        return numbers.currency.format(Number(stored));
      case 'date':
        return day.format(Date.parse(`${stored}T00:00:00Z`));
      case 'datetime':
        return moment.format(Number(stored)).replaceAll('\u202f', ' ');
      case 'boolean':
        return stored === 1 ? 'true' : 'false';
      default:
        return String(stored);
    }
  };
}

/** How the values of an expression go into an answer. */
export function showOf(value: Expression, context: QueryContext): Show {
  const field = value.resolved?.field;
  if (value.shown === 'format') return formatOf(value.type, field, context);
  if (value.shown === 'label') return labelOf(field);
  return showType(value.type);
}

/** Values that are in an answer as they are kept need no work. */
export const showType =
  (type: FieldType): Show =>
  (stored) =>
    wireValue(type, stored);
