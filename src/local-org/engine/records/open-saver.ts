import { ApiError } from '../api-error.ts';
import { isId } from '../ids.ts';
import type { FieldDef, ObjectDef, RowOutcome, RowWriter, RowWriterOptions } from '../types.ts';
import type { RecordContext } from './context.ts';
import { houseRules } from './house-rules.ts';
import { insertPlan } from './insert-plan.ts';
import { refused } from './refused.ts';
import type { Stored } from './store.ts';
import { collation } from './tables.ts';
import { uniqueTrouble } from './unique-trouble.ts';
import { updatePlan } from './update-plan.ts';
import { Bad } from './values.ts';
import { writeColumns } from './write-columns.ts';

type SaveOperation = 'insert' | 'update' | 'upsert';

interface Found {
  readonly id: string;
  readonly owner: Stored;
  /** Where the database keeps the row: the shortest way back to it. */
  readonly place: Stored;
}

const quote = (name: string) => `"${name}"`;

const found = ([id, owner, place]: readonly Stored[]): Found => ({
  id: String(id),
  owner: owner ?? null,
  place: place ?? null,
});

function keyField(context: RecordContext, object: ObjectDef, options: RowWriterOptions): FieldDef {
  const name = options.externalId ?? 'Id';
  const field = object.fields.get(name.toLowerCase());
  if (!field || !context.rights.canRead(object, field)) {
    throw options.dialect === 'bulk'
      ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Field name not found : ${name}`)
      : new ApiError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);
  }
  if (field.type !== 'id' && !field.externalId && !field.idLookup) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `Field name provided, ${field.name} is not an External ID or indexed field for ${object.name}`,
      [field.name],
    );
  }
  return field;
}

/** Creates, changes, or both by a key. Made for many rows: what can be known beforehand is worked out here, once. */
export function openSaver(
  context: RecordContext,
  object: ObjectDef,
  options: RowWriterOptions,
  operation: SaveOperation,
): RowWriter {
  const { store, rights, platform } = context;
  const { columns, locked } = writeColumns(context, object, options);
  if (locked.length > 0) {
    const names = locked.map(({ name }) => name);
    const message = `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    if (options.dialect === 'rest') throw new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
    return { write: () => refused('INVALID_FIELD_FOR_INSERT_UPDATE', message, names), keyOf: () => undefined };
  }
  const idPlace = columns.findIndex(({ field }) => field.type === 'id');
  if (operation === 'insert' && idPlace >= 0 && !platform) {
    throw new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  const key = operation === 'upsert' ? keyField(context, object, options) : object.fields.get('id')!;
  const keyPlace = columns.findIndex(({ field }) => field.name === key.name);
  if (operation === 'upsert' && keyPlace < 0 && key.type !== 'id') {
    throw new ApiError(400, 'MISSING_ARGUMENT', `${key.name} not specified`, [key.name]);
  }

  const values: (Stored | undefined)[] = columns.map(() => undefined);
  const insertion = insertPlan(context, object, columns);
  const house = houseRules[object.name];
  const has = (name: string) => object.fields.has(name.toLowerCase());
  const hasDeleted = has('IsDeleted');
  const owner = rights.rowsBy(object) ?? rights.changesBy(object, 'edit');
  const ownerColumn = owner === undefined ? 'NULL' : quote(owner);
  const findById = store.prepare(
    `SELECT Id, ${ownerColumn}, rowid, ${hasDeleted ? 'IsDeleted' : '0'} FROM ${quote(object.name)} WHERE Id = ?`,
  );
  const findByKey = store.prepare(
    `SELECT Id, ${ownerColumn}, rowid FROM ${quote(object.name)} WHERE ${quote(key.name)} = ? COLLATE ${collation(key)}${hasDeleted ? ' AND IsDeleted = 0' : ''} LIMIT 2`,
  );
  const objectRights = rights.object(object);

  const updating = updatePlan(context, object, columns);

  function convertAll(cells: readonly unknown[]): Bad | undefined {
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

  function byId(id: string): Found | RowOutcome {
    if (!isId(id)) return refused('MALFORMED_ID', `malformed id ${id}`, ['Id']);
    const row = id.startsWith(object.keyPrefix) ? findById.row(id) : undefined;
    if (!row) return refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [], id);
    if (row[3] === 1) return refused('ENTITY_IS_DELETED', 'entity is deleted', [], id);
    return found(row);
  }

  function update(row: Found): RowOutcome {
    const { id } = row;
    if (!objectRights.edit && !platform) {
      return refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be updated: ${object.name}`, [], id);
    }
    if (owner !== undefined && row.owner !== rights.userId) {
      return refused(
        'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
        `insufficient access rights on cross-reference id: ${id}`,
        [],
        id,
      );
    }
    const empty = updating.emptied(values);
    if (empty !== undefined) {
      return refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${empty}]`, [empty], id);
    }
    const wrong = house?.(context, object, id, (name) => storedIn(name));
    if (wrong) return { status: 'refused', id, errors: [wrong] };
    try {
      updating.run(values, row.place, operation === 'upsert' ? keyPlace : -1);
    } catch (error) {
      return uniqueTrouble(store, object, error, (name) => storedIn(name) ?? null, id);
    }
    context.touched(object.name);
    return { status: 'done', id, created: false };
  }

  function storedIn(name: string): Stored | undefined {
    const place = columns.findIndex(({ field }) => field.name === name);
    return place < 0 ? undefined : values[place];
  }

  function insert(): RowOutcome {
    if (!objectRights.create && !platform) {
      return refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object.name}`);
    }
    const missing = insertion.missing(values);
    if (missing.length > 0) {
      return refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
    }
    const wrong = house?.(context, object, undefined, (name) => storedIn(name));
    if (wrong) return { status: 'refused', errors: [wrong] };
    let id: string;
    try {
      id = insertion.run(values);
    } catch (error) {
      return uniqueTrouble(store, object, error, (name) => storedIn(name) ?? null);
    }
    context.touched(object.name);
    return { status: 'done', id, created: true };
  }

  function upsert(): RowOutcome {
    const value = keyPlace < 0 ? undefined : values[keyPlace];
    if (key.type === 'id') {
      if (value === undefined || value === null) return insert();
      const row = byId(String(value));
      return 'status' in row ? row : update(row);
    }
    if (value === undefined || value === null) {
      return refused('MISSING_ARGUMENT', `${key.name} not specified`, [key.name]);
    }
    const row = key.unique ? findByKey.row(value) : undefined;
    if (key.unique) return row ? update(found(row)) : insert();
    const rows = findByKey.rows(value);
    if (rows.length > 1) {
      return refused(
        'DUPLICATE_EXTERNAL_ID',
        `${key.name}: more than one record found for external id field: [${rows.map(([id]) => id).join(', ')}]`,
        [key.name],
      );
    }
    return rows[0] ? update(found(rows[0])) : insert();
  }

  return {
    write(cells) {
      const bad = convertAll(cells);
      if (bad) return { status: 'refused', errors: [bad.entry] };
      if (operation === 'insert') return insert();
      if (operation === 'upsert') return upsert();
      const id = idPlace < 0 ? undefined : values[idPlace];
      if (id === undefined || id === null)
        return refused('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
      const row = byId(String(id));
      return 'status' in row ? row : update(row);
    },
    keyOf(cells) {
      const cell = keyPlace < 0 ? undefined : cells[keyPlace];
      const value = cell === undefined ? undefined : columns[keyPlace]!.read(cell);
      if (value === undefined || value === null || value instanceof Bad) return undefined;
      return collation(key) === 'NOCASE' ? String(value).toLowerCase() : String(value);
    },
  };
}
