import { ApiError } from '../api-error.ts';
import type { Store } from '../records/store.ts';
import { addColumn, createTable, dropColumn, dropTable, indexField, isStored } from '../records/tables.ts';
import type { FieldDef, ObjectDef, Schema } from '../types.ts';
import type { Edition } from './edition.ts';
import { auditFields, deletedField, fieldMap, fieldOf, ownerField } from './field-of.ts';
import { checkField, checkObject } from './rules.ts';
import { standardObjects } from './standard-objects.ts';

/** What an object has beside its fields. */
type Settings = Omit<ObjectDef, 'fields'>;

export interface SchemaOptions {
  readonly store: Store;
  readonly edition: Edition;
  /** Called for each custom object that is made, after its table is there. */
  readonly objectMade: (object: ObjectDef) => void;
  /** Called for each field or object that goes, so that nothing refers to it. */
  readonly gone: (object: string, field: string | undefined) => void;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Key prefixes of custom objects are handed out in order: a00, a01, … a0z, a10, … */
const customPrefix = (serial: number) => `a${alphabet[Math.floor(serial / 62)]}${alphabet[serial % 62]}`;

const plainName = fieldOf('Name', 'Name', 'string', {
  length: 80,
  nameField: true,
  idLookup: true,
  permissionable: false,
  required: true,
});

function customFields(nameField: FieldDef): Map<string, FieldDef> {
  return fieldMap('Record', [ownerField(), deletedField(), { ...nameField, name: 'Name' }, ...auditFields()]);
}

const settingsOf = ({ fields: _, ...settings }: ObjectDef): Settings => settings;

/** The catalogue, kept in the database; the standard objects come from code, with what was added to them. */
export function openSchema({ store, edition, objectMade, gone }: SchemaOptions): Schema {
  store.exec(
    `CREATE TABLE IF NOT EXISTS _schema (object TEXT NOT NULL, field TEXT NOT NULL, def TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (object, field))`,
  );
  let objects = new Map<string, ObjectDef>();
  let list: readonly ObjectDef[] | undefined;
  let version = 0;

  function keep(object: string, field: string, def: unknown): void {
    store
      .prepare(
        `INSERT INTO _schema (object, field, def, place) VALUES (?, ?, ?, (SELECT coalesce(max(place), 0) + 1 FROM _schema))
         ON CONFLICT (object, field) DO UPDATE SET def = excluded.def`,
      )
      .run(object, field, JSON.stringify(def));
  }

  function put(object: ObjectDef): ObjectDef {
    objects.set(object.name.toLowerCase(), object);
    list = undefined;
    version += 1;
    return object;
  }

  function load(): void {
    objects = new Map(standardObjects.map((object) => [object.name.toLowerCase(), object]));
    list = undefined;
    version += 1;
    for (const [name, field, def] of store.prepare('SELECT object, field, def FROM _schema ORDER BY place').rows()) {
      const known = objects.get(String(name).toLowerCase());
      const said = JSON.parse(String(def));
      if (field === '') {
        const { nameField, ...settings } = said as Settings & { nameField?: FieldDef };
        const fields = known?.fields ?? customFields(nameField ?? plainName);
        put({ ...settings, fields });
      } else if (known) {
        put({ ...known, fields: new Map(known.fields).set(String(field).toLowerCase(), said as FieldDef) });
      }
    }
  }

  function owned(name: string): ObjectDef {
    const object = objects.get(name.toLowerCase());
    if (!object) throw new ApiError(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
    return object;
  }

  function nextPrefix(): string {
    const used = new Set([...objects.values()].map(({ keyPrefix }) => keyPrefix));
    let serial = 0;
    while (used.has(customPrefix(serial))) serial += 1;
    return customPrefix(serial);
  }

  load();
  for (const object of standardObjects) {
    if (!store.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).row(object.name)) {
      createTable(store, object);
    }
  }
  // Whatever was undone, what is kept in the database is what holds: a part of a transaction may go before the whole does.
  store.onRollback(load);

  return {
    objects() {
      list ??= [...objects.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return list;
    },
    object: (name) => objects.get(name.toLowerCase()),
    field: (object, name) => objects.get(object.toLowerCase())?.fields.get(name.toLowerCase()),
    putObject({ nameField, ...settings }) {
      return store.transaction(() => {
        const known = objects.get(settings.name.toLowerCase());
        if (!known) checkObject(settings);
        const keyPrefix = known?.keyPrefix ?? nextPrefix();
        const named = nameField === undefined ? known?.fields.get('name') : { ...nameField, name: 'Name' };
        const fields = new Map(known?.fields ?? customFields(named ?? plainName));
        const custom = known?.custom ?? true;
        if (custom && named) fields.set('name', named);
        const object = put({ ...known, ...settings, name: known?.name ?? settings.name, custom, keyPrefix, fields });
        keep(object.name, '', custom ? { ...settingsOf(object), nameField: fields.get('name') } : settingsOf(object));
        if (!known) {
          createTable(store, object);
          objectMade(object);
        }
        return object;
      });
    },
    dropObject(name) {
      store.transaction(() => {
        const object = owned(name);
        if (!object.custom) throw new ApiError(400, 'INVALID_TYPE', `Cannot delete standard object: ${object.name}`);
        for (const other of objects.values()) {
          if (other === object) continue;
          for (const field of other.fields.values()) {
            if (!field.referenceTo?.includes(object.name)) continue;
            throw new ApiError(
              400,
              'DELETE_FAILED',
              `This custom object is referenced elsewhere in salesforce.com: ${other.name}.${field.name}`,
            );
          }
        }
        gone(object.name, undefined);
        store.prepare('DELETE FROM _schema WHERE object = ?').run(object.name);
        dropTable(store, object);
        objects.delete(object.name.toLowerCase());
        list = undefined;
        version += 1;
      });
    },
    putField(objectName, def) {
      return store.transaction(() => {
        const object = owned(objectName);
        const before = object.fields.get(def.name.toLowerCase());
        const field = { ...def, name: before?.name ?? def.name };
        if (before && JSON.stringify(before) === JSON.stringify(field)) return { created: false, changed: false };
        checkField({ object, field, before, edition });
        for (const target of field.referenceTo ?? []) {
          if (!objects.has(target.toLowerCase())) {
            throw new ApiError(
              400,
              'FIELD_INTEGRITY_EXCEPTION',
              `referenceTo value of '${target}' does not resolve to a valid sObject type`,
              [field.name],
            );
          }
        }
        const changed = put({ ...object, fields: new Map(object.fields).set(field.name.toLowerCase(), field) });
        keep(object.name, field.name, field);
        if (!before) addColumn(store, changed, field);
        else if (isStored(field)) reindex(store, changed, field);
        return { created: !before, changed: before !== undefined };
      });
    },
    dropField(objectName, name) {
      store.transaction(() => {
        const object = owned(objectName);
        const field = object.fields.get(name.toLowerCase());
        if (!field?.custom)
          throw new ApiError(400, 'INVALID_FIELD', `No CustomField named: ${object.name}.${name} found`);
        const fields = new Map(object.fields);
        fields.delete(field.name.toLowerCase());
        gone(object.name, field.name);
        put({ ...object, fields });
        store.prepare('DELETE FROM _schema WHERE object = ? AND field = ?').run(object.name, field.name);
        dropColumn(store, object, field);
      });
    },
    get version() {
      return version;
    },
  };
}

function reindex(store: Store, object: ObjectDef, field: FieldDef): void {
  try {
    indexField(store, object, field);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('UNIQUE'))) throw error;
    throw new ApiError(
      400,
      'FIELD_INTEGRITY_EXCEPTION',
      `Cannot make the field ${field.name} unique: rows of ${object.name} hold duplicate values`,
      [field.name],
    );
  }
}
