import type { FieldDef, ObjectDef, Schema } from '../types.ts';
import { fieldAt } from './field-at.ts';
import { parseFormula } from './formula.ts';
import { rollUpSql } from './roll-up-sql.ts';
import { type FormulaCall, formulaFunction } from './sql-function.ts';

/** Formulas may name formulas, so far. https://help.salesforce.com/s/articleView?id=platform.formula_considerations.htm */
const mostNested = 10;

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Whether a field is worked out anew each time it is read: a formula, or a roll-up of details. */
export const isComputed = (field: FieldDef): boolean => field.formula !== undefined || field.summary !== undefined;

/**
 * The SQL that gives a formula or roll-up summary field of the row at `alias`; nothing for a field that is kept.
 * Blank where a formula goes wrong. Not documented; believed.
 */
export function computedSql(schema: Schema, object: ObjectDef, field: FieldDef, alias: string): string | undefined {
  return computedAt(schema, object, field, alias, mostNested);
}

function computedAt(
  schema: Schema,
  object: ObjectDef,
  field: FieldDef,
  alias: string,
  left: number,
): string | undefined {
  if (left < 0) return 'NULL';
  const columnOf = (of: ObjectDef, each: FieldDef, at: string): string => column(schema, of, each, at, left - 1);
  if (field.summary !== undefined) return rollUpSql(schema, field, alias, columnOf);
  if (field.formula === undefined) return undefined;
  const { paths } = parseFormula(field.formula);
  const found = paths.map((path) => fieldAt(schema, object, path));
  // What a formula names cannot be deleted; a definition that was planted may name anything.
  if (found.some((each) => each === undefined)) return 'NULL';
  const call: FormulaCall = {
    text: field.formula,
    types: found.map((each) => each!.field.type),
    result: field.scale === undefined ? { type: field.type } : { type: field.type, scale: field.scale },
    ...(field.formulaBlanks === 'BlankAsZero' ? { zero: true } : {}),
  };
  const values = found.map((each) => {
    let at = alias;
    const opened = each!.through.map(({ field: by, parent }) => {
      const inner = `${at}f`;
      const line = { table: `"${parent.name}" ${inner}`, on: `${inner}."Id" = ${at}."${by.name}"` };
      at = inner;
      return line;
    });
    return opened.reduceRight(
      (value, { table, on }) => `(SELECT ${value} FROM ${table} WHERE ${on})`,
      columnOf(each!.object, each!.field, at),
    );
  });
  return `${formulaFunction}(${[literal(JSON.stringify(call)), ...values].join(', ')})`;
}

function column(schema: Schema, object: ObjectDef, field: FieldDef, alias: string, left: number): string {
  if (field.type === 'location') {
    const stem = field.name.replace(/__c$/, '');
    return `(${alias}."${stem}__Latitude__s" || ' ' || ${alias}."${stem}__Longitude__s")`;
  }
  return computedAt(schema, object, field, alias, left) ?? `${alias}."${field.name}"`;
}
