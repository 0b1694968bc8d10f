import { historyName, historyParent, trackable, trackedWithoutValues } from '../../schema/history-object.ts';
import type { FieldDef, ObjectDef, Schema } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { WriteColumn } from '../save/write-columns.ts';
import type { Store, Stored } from '../store/store.ts';
import { wireValue } from '../values/wire-value.ts';
import type { RowView } from './row-view.ts';

/** One row of a history object before it has an Id. */
interface Entry {
  readonly field: string;
  readonly dataType: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Writes down what becomes of rows of an object that keeps its history. */
export interface Historian {
  /** Whether any of the columns is tracked. */
  readonly tracks: boolean;
  created(id: string): void;
  /** What a change will do to tracked fields; to be asked before it is done. */
  changesOf(row: RowView): readonly Entry[];
  changed(id: string, changes: readonly Entry[]): void;
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_accounthistory.htm */
const dataTypes: Readonly<Partial<Record<FieldDef['type'], string>>> = {
  boolean: 'Boolean',
  currency: 'Currency',
  date: 'DateOnly',
  datetime: 'DateTime',
  double: 'Double',
  email: 'Email',
  int: 'Double',
  multipicklist: 'MultiEnum',
  percent: 'Percent',
  phone: 'PhoneNumber',
  picklist: 'DynamicEnum',
  textarea: 'MultiLineText',
  time: 'TimeOnly',
  url: 'Url',
};

/** A standard lookup goes by the name of its relationship, `Owner`. Not documented; believed. */
const fieldName = (field: FieldDef): string =>
  field.type === 'reference' && !field.custom ? field.name.replace(/Id$/, '') : field.name;

/** A value as the history keeps it: of the type of its field, texts cut off at 255 characters. */
function shown(field: FieldDef, stored: Stored): string | null {
  return anyValue(wireValue(field.type, stored));
}

function anyValue(value: string | number | boolean | null): string | null {
  return value === null ? null : JSON.stringify(typeof value === 'string' ? value.slice(0, 255) : value);
}

/**
 * Nothing for an object that keeps no history.
 * https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm
 */
export function historian(
  context: RecordContext,
  object: ObjectDef,
  columns: readonly WriteColumn[],
): Historian | undefined {
  const history = object.enableHistory ? context.schema.object(historyName(object.name)) : undefined;
  if (history === undefined) return undefined;
  const { store, serials, rights, stamp } = context;
  const tracked = columns.map(({ field }) => field).filter((field) => field.trackHistory && trackable(field));
  const row = `INSERT INTO "${history.name}" (IsDeleted, CreatedById, Id, CreatedDate, "${historyParent(object)}", Field, DataType, OldValue, NewValue) VALUES (0, '${rights.userId}', ?, ?, ?`;
  const insert = store.prepare(`${row}, ?, ?, ?, ?)`);
  // Every new row of a load writes it: the less is bound, the faster it is.
  const insertCreated = store.prepare(`${row}, 'created', 'Text', NULL, NULL)`);

  function write(id: string, { field, dataType, before, after }: Entry): void {
    insert.run(serials.nextId(history!), stamp(), id, field, dataType, before, after);
  }

  return {
    tracks: tracked.length > 0,
    created: (id) => void insertCreated.run(serials.nextId(history), stamp(), id),
    changesOf: (row) => tracked.flatMap((field) => entriesOf(context, field, row)),
    changed(id, changes) {
      for (const change of changes) write(id, change);
    },
  };
}

function entriesOf(context: RecordContext, field: FieldDef, row: RowView): Entry[] {
  const given = row.given(field.name);
  if (given === undefined) return [];
  const kept = row.before(field.name);
  if (given === kept) return [];
  const name = fieldName(field);
  if (trackedWithoutValues(field))
    return [{ field: name, dataType: dataTypes[field.type] ?? 'Text', before: null, after: null }];
  if (field.type !== 'reference') {
    const values = { before: shown(field, kept), after: shown(field, given) };
    return [{ field: name, dataType: dataTypes[field.type] ?? 'Text', ...values }];
  }
  // A lookup makes two rows: one with the names, one with the Ids.
  return [
    { field: name, dataType: 'Text', before: anyValue(nameOf(context, kept)), after: anyValue(nameOf(context, given)) },
    { field: name, dataType: 'EntityId', before: shown(field, kept), after: shown(field, given) },
  ];
}

function nameOf({ schema, store }: RecordContext, id: Stored): string | null {
  if (typeof id !== 'string') return null;
  const object = schema.objects().find(({ keyPrefix }) => id.startsWith(keyPrefix));
  const field = object && [...object.fields.values()].find(({ nameField }) => nameField);
  if (!object || !field) return id;
  return String(store.prepare(`SELECT "${field.name}" FROM "${object.name}" WHERE Id = ?`).row(id)?.[0] ?? id);
}

/** The history of a field goes with it. https://help.salesforce.com/s/articleView?id=platform.fields_managing_deleted_fields.htm */
export function eraseHistory(store: Store, schema: Schema, objectName: string, name: string): void {
  const history = schema.object(historyName(objectName));
  const field = schema.field(objectName, name);
  if (history === undefined || field === undefined) return;
  store.prepare(`DELETE FROM "${history.name}" WHERE Field = ?`).run(fieldName(field));
}
