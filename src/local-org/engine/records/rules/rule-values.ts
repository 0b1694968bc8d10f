import { type FieldAt, fieldAt } from '../../formula/field-at.ts';
import { parseFormula } from '../../formula/formula.ts';
import { storedOf } from '../../formula/kinds.ts';
import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import { fieldSql, type RowView } from './row-view.ts';

type Read = (field: string) => Stored;

/** Reads what a rule's formula names of a row that is not saved yet: its own fields, formulas over them, and its parents'. */
export function ruleValue(context: RecordContext, object: ObjectDef, row: RowView, at: FieldAt): Stored {
  return valueAt(context, object, (field) => row.after(field), at);
}

/** The same as it was before the change. */
export function ruleValueBefore(context: RecordContext, object: ObjectDef, row: RowView, at: FieldAt): Stored {
  return valueAt(context, object, (field) => row.before(field), at);
}

function valueAt(context: RecordContext, object: ObjectDef, read: Read, { field, through }: FieldAt): Stored {
  const first = through[0];
  if (first === undefined) return field.formula === undefined ? read(field.name) : worked(context, object, read, field);
  let id = read(first.field.name);
  for (const [place, { parent }] of through.entries()) {
    if (typeof id !== 'string') return null;
    const wanted = through[place + 1]?.field ?? field;
    const sql = fieldSql(context, parent, wanted, 'p');
    if (sql === undefined) return null;
    id = context.store.prepare(`SELECT ${sql} FROM "${parent.name}" p WHERE p.Id = ?`).row(id)?.[0] ?? null;
  }
  return id;
}

function worked(context: RecordContext, object: ObjectDef, read: Read, field: FieldAt['field']): Stored {
  const { schema, clock, zone } = context;
  const parsed = parseFormula(field.formula ?? '');
  const paths = new Map(parsed.paths.map((path) => [path, fieldAt(schema, object, path)]));
  const formula = parsed.over((path) => paths.get(path)?.field.type, {
    blankNumbers: field.formulaBlanks === 'BlankAsZero' ? 'zero' : 'blank',
  });
  const result = formula.evaluate(
    (path) => {
      const at = paths.get(path);
      return at === undefined ? null : valueAt(context, object, read, at);
    },
    { now: clock.now(), zone },
  );
  return storedOf(field, result.status === 'value' ? result.value : null);
}
