import { nodesOf, textOf, type Xml } from '../../../engine/metadata/xml.ts';
import type { FieldDef } from '../../../engine/types.ts';

interface Operator {
  readonly soql: (field: string, value: string) => string;
  /** Of several values one is enough, or none may be met. */
  readonly joined: 'OR' | 'AND';
}

const compared = (sign: string, joined: Operator['joined'] = 'OR'): Operator => ({
  soql: (field, value) => `${field} ${sign} ${value}`,
  joined,
});

const like = (pattern: (text: string) => string): Operator => ({
  soql: (field, value) => `${field} LIKE '${pattern(inner(value))}'`,
  joined: 'OR',
});

/** The text of a literal, in which the signs that LIKE reads stand for themselves. */
const inner = (literal: string): string => literal.replace(/^'|'$/g, '').replace(/[%_]/g, (sign) => `\\${sign}`);

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listview.htm */
const operators: Readonly<Record<string, Operator>> = {
  equals: compared('='),
  notEqual: compared('!=', 'AND'),
  lessThan: compared('<'),
  greaterThan: compared('>'),
  lessOrEqual: compared('<='),
  greaterOrEqual: compared('>='),
  contains: like((text) => `%${text}%`),
  notContain: { soql: (field, value) => `(NOT ${field} LIKE '%${inner(value)}%')`, joined: 'AND' },
  startsWith: like((text) => `${text}%`),
  includes: { soql: (field, value) => `${field} INCLUDES (${value})`, joined: 'OR' },
  excludes: { soql: (field, value) => `${field} EXCLUDES (${value})`, joined: 'AND' },
};

/** The filters of a list view as conditions that are all to be met; one on no field of the object is left out. */
export function listViewConditions(view: Xml, fieldOf: (column: string) => FieldDef | undefined): readonly string[] {
  const filters = nodesOf(view, 'filters').map((filter) => {
    const field = fieldOf(textOf(filter, 'field') ?? '');
    const operator = operators[textOf(filter, 'operation') ?? 'equals'];
    return field && operator && conditionOf(field, operator, textOf(filter, 'value') ?? '');
  });
  return inLogic(filters, textOf(view, 'booleanFilter'));
}

/** Values with commas between are several. */
function conditionOf(field: FieldDef, { soql, joined }: Operator, value: string): string {
  const conditions = value.split(',').map((one) => soql(field.name, literal(field, one.trim())));
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(` ${joined} `)})`;
}

/** `1 AND (2 OR 3)` names the filters by their places. */
function inLogic(filters: readonly (string | undefined)[], logic: string | undefined): readonly string[] {
  const places = (logic ?? '').match(/\d+/g) ?? [];
  const known = places.every((place) => filters[Number(place) - 1] !== undefined);
  if (logic === undefined || !known || !/^(?:[\d\s()]|AND|OR|NOT)+$/i.test(logic)) {
    return filters.filter((one) => one !== undefined);
  }
  return [`(${logic.replaceAll(/\d+/g, (place) => filters[Number(place) - 1] ?? '')})`];
}

const bare: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent', 'date', 'datetime']);

function literal({ type }: FieldDef, value: string): string {
  if (type === 'boolean') return value === '1' || value.toLowerCase() === 'true' ? 'true' : 'false';
  if (value === '') return 'null';
  if (bare.has(type) && /^[\w:.+-]+$/.test(value)) return value;
  return `'${value.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}
