import { auditNames, setsAuditField } from '../../access/audit-fields.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiErrorEntry, FieldDef, ObjectDef, RowOutcome, RowWriterOptions } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { refused } from '../refused.ts';
import type { Stored } from '../store/store.ts';
import { isStored } from '../store/tables.ts';
import { Bad, type Convert, converter, readingOf } from '../values/values.ts';
import { pathColumn } from './path-column.ts';
import { type ReferenceCheck, referenceCheck } from './references.ts';
import { startOf } from './row-starts.ts';
import { unknownColumn } from './unknown-column.ts';

/** One column of the input, ready to turn its cells into what is stored. */
export interface WriteColumn {
  readonly field: FieldDef;
  readonly read: Convert;
  /** For an Id that somebody gave: whether it leads anywhere. */
  readonly reference?: ReferenceCheck;
}

export interface WriteColumns {
  readonly columns: readonly WriteColumn[];
  /** What becomes of every row when a column is one that the user sees and may not write. */
  readonly notWritable: RowOutcome | undefined;
}

/** Finds each column's field, refusing what the user cannot see. */
export function writeColumns(context: RecordContext, object: ObjectDef, options: RowWriterOptions): WriteColumns {
  const locked: FieldDef[] = [];
  const seen = new Map<string, string>();
  let twoParents: RowOutcome | undefined;
  const columns = options.columns.map((name, place): WriteColumn => {
    const open = name.includes('.') ? pathColumn : plainColumn;
    const column = open(context, options, object, name, place);
    const { field } = column;
    const before = seen.get(field.name);
    if (before !== undefined) twoParents ??= twiceTheParent(options, field, before, name);
    seen.set(field.name, name);
    if (field.type !== 'id' && !writable(context, object, field, options)) locked.push(field);
    return column;
  });
  return { columns, notWritable: twoParents ?? (locked.length === 0 ? undefined : notWritable(options, locked)) };
}

function plainColumn(
  context: RecordContext,
  options: RowWriterOptions,
  object: ObjectDef,
  name: string,
  place: number,
): WriteColumn {
  const field = object.fields.get(name.toLowerCase());
  if (!field || !context.rights.canRead(object, field)) throw unknownColumn(options, object, name);
  const read = orStart(context, object, field, converter(field, readingOf(options, place)));
  return field.type === 'reference'
    ? { field, read, reference: referenceCheck(context, object, field) }
    : { field, read };
}

/** Audit fields are never empty: what leaves one so is as if it had not spoken of it. */
function orStart(context: RecordContext, object: ObjectDef, field: FieldDef, read: Convert): Convert {
  if (!auditNames.has(field.name)) return read;
  const start = startOf(context, object, field);
  return (cell) => read(cell) ?? (typeof start === 'function' ? start(context.stamp()) : start);
}

/**
 * A parent is named once, by its Id or by one of its keys. Observed: answers quoted in public repositories.
 * A Bulk job whose rows leave one of the columns empty is refused with the others; not documented, believed.
 */
function twiceTheParent(options: RowWriterOptions, field: FieldDef, ...names: readonly string[]): RowOutcome {
  const [path = ''] = names.filter((name) => name.includes('.'));
  if (path === '' || options.dialect === 'bulk') throw namedTwice(options, field);
  const message = names.every((name) => name.includes('.'))
    ? `More than 1 field provided in an external foreign key reference in entity: ${field.referenceTo?.[0]}`
    : `Cannot specify both an external ID reference ${path.split('.', 1)[0]} and a salesforce id, ${field.name}`;
  return refused('INVALID_FIELD', message);
}

const namedTwice = ({ dialect }: RowWriterOptions, { name }: FieldDef): ApiError =>
  dialect === 'bulk'
    ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Duplicate field name found : ${name}`)
    : new ApiError(400, 'INVALID_FIELD', `Duplicate field name: ${name}`);

function writable(context: RecordContext, object: ObjectDef, field: FieldDef, options: RowWriterOptions): boolean {
  if (field.joins || !isStored(field)) return false;
  if (context.platform) return true;
  const { operation } = options;
  const isKey = field.name.toLowerCase() === options.externalId?.toLowerCase();
  if (operation !== 'update' && setsAuditField(context.rights, object, field)) return true;
  const platformAllows =
    operation === 'insert'
      ? field.creatable
      : operation === 'update'
        ? field.updatable
        : isKey || field.creatable || field.updatable;
  return platformAllows && context.rights.canEdit(object, field);
}

/** One row says so for itself; in a bulk job each row fails of it. */
function notWritable({ dialect }: RowWriterOptions, locked: readonly FieldDef[]): RowOutcome {
  const names = locked.map(({ name }) => name);
  const message = `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  if (dialect === 'rest') throw new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
  return refused('INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
}

/** Turns the cells of a row into what is stored, in place; gives the first that is not what its field takes. */
export function readCells(
  columns: readonly WriteColumn[],
  cells: readonly unknown[],
  values: (Stored | undefined)[],
): Bad | undefined {
  for (let place = 0; place < columns.length; place++) {
    const cell = cells[place];
    if (cell === undefined) {
      values[place] = undefined;
      continue;
    }
    const value = columns[place]!.read(cell);
    if (value instanceof Bad) return value;
    values[place] = value;
  }
  return undefined;
}

/** Says of the first Id that leads nowhere what is wrong with it; the others are kept in the org's own spelling. */
export function checkReferences(
  columns: readonly WriteColumn[],
  values: (Stored | undefined)[],
): ApiErrorEntry | undefined {
  for (let place = 0; place < columns.length; place++) {
    const value = values[place];
    const reference = columns[place]!.reference;
    if (reference === undefined || typeof value !== 'string') continue;
    const found = reference.check(value);
    if (typeof found !== 'string') return found;
    values[place] = found;
  }
  return undefined;
}
