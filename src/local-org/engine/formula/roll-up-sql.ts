import type { FieldDef, ObjectDef, RollUp, Schema } from '../types.ts';

type ColumnOf = (object: ObjectDef, field: FieldDef, alias: string) => string;

const texts = new Set(['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'multipicklist']);
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A filter's value as SQL, in the form that the field is stored. */
function literal(field: FieldDef, text: string): string {
  const value = text.trim();
  if (field.type === 'boolean') return /^(?:true|1)$/i.test(value) ? '1' : '0';
  if (texts.has(field.type) || field.type === 'reference' || field.type === 'id') return quoted(value);
  if (field.type === 'datetime') return String(Date.parse(value) || 0);
  if (field.type === 'date' || field.type === 'time') return quoted(value);
  return Number.isNaN(Number(value)) || value === '' ? 'NULL' : String(Number(value));
}

const pattern = (text: string) => text.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`);
const like = (column: string, wanted: string) => `${column} LIKE ${quoted(wanted)} ESCAPE '\\'`;

/** A list with commas asks for any of its values; to exclude is to exclude them all. */
const operations: Readonly<Record<string, (column: string, field: FieldDef, value: string) => string>> = {
  equals: (column, field, value) => any(column, field, value, '='),
  notEqual: (column, field, value) => `(${column} IS NULL OR NOT (${any(column, field, value, '=')}))`,
  lessThan: (column, field, value) => `${column} < ${literal(field, value)}`,
  greaterThan: (column, field, value) => `${column} > ${literal(field, value)}`,
  lessOrEqual: (column, field, value) => `${column} <= ${literal(field, value)}`,
  greaterOrEqual: (column, field, value) => `${column} >= ${literal(field, value)}`,
  contains: (column, _, value) => parts(value, (part) => like(column, `%${pattern(part)}%`)),
  notContain: (column, _, value) =>
    `(${column} IS NULL OR NOT ${parts(value, (part) => like(column, `%${pattern(part)}%`))})`,
  startsWith: (column, _, value) => parts(value, (part) => like(column, `${pattern(part)}%`)),
  includes: (column, _, value) => parts(value, (part) => like(`(';' || ${column} || ';')`, `%;${pattern(part)};%`)),
  excludes: (column, _, value) =>
    `(${column} IS NULL OR NOT ${parts(value, (part) => like(`(';' || ${column} || ';')`, `%;${pattern(part)};%`))})`,
};

/** What a filter item of a roll-up may ask. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
export const filterOperations: readonly string[] = [...Object.keys(operations), 'within'];

const parts = (value: string, made: (part: string) => string) => `(${value.split(',').map(made).join(' OR ')})`;

function any(column: string, field: FieldDef, value: string, sign: string): string {
  if (value.trim() === '') return `${column} IS NULL`;
  const folded = texts.has(field.type) ? ' COLLATE NOCASE' : '';
  return parts(value, (part) => `${column} ${sign} ${literal(field, part)}${folded}`);
}

const drawn: Readonly<Record<RollUp['operation'], (column: string) => string>> = {
  count: () => 'COUNT(*)',
  sum: (column) => `coalesce(SUM(${column}), 0)`,
  min: (column) => `MIN(${column})`,
  max: (column) => `MAX(${column})`,
};

/**
 * The roll-up of the living details of the row at `alias`.
 * https://help.salesforce.com/s/articleView?id=platform.fields_about_roll_up_summary_fields.htm
 */
export function rollUpSql(schema: Schema, { summary }: FieldDef, alias: string, columnOf: ColumnOf): string {
  const child = summary && schema.object(summary.child);
  const key = child?.fields.get(summary!.foreignKey.toLowerCase());
  const summed = summary?.field === undefined ? undefined : child?.fields.get(summary.field.toLowerCase());
  if (!summary || !child || !key || (summary.operation !== 'count' && !summed)) return 'NULL';
  const at = `${alias}s`;
  const filters = summary.filters.flatMap(({ field: name, operation, value }) => {
    const field = child.fields.get(name.toLowerCase());
    return field ? [operations[operation]?.(columnOf(child, field, at), field, value) ?? '0'] : ['0'];
  });
  const living = child.fields.has('isdeleted') ? [`${at}."IsDeleted" = 0`] : [];
  const where = [`${at}."${key.name}" = ${alias}."Id"`, ...living, ...filters].join(' AND ');
  const value = drawn[summary.operation](summed ? columnOf(child, summed, at) : '');
  return `(SELECT ${value} FROM "${child.name}" ${at} WHERE ${where})`;
}
