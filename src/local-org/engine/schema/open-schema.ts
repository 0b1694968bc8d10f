import type { Clock } from '../../../base/clock.ts';
import { ApiError } from '../api-error.ts';
import type { Store } from '../records/store/store.ts';
import { addColumn, createTable, dropColumn, dropTable } from '../records/store/tables.ts';
import type { FieldDef, ObjectDef, Schema } from '../types.ts';
import { openCatalogue, plainName, standardChanges, systemFields } from './catalogue.ts';
import { changeColumn, numberRows } from './change-column.ts';
import { openDeletedParts } from './deleted-parts.ts';
import type { Edition } from './edition.ts';
import { historyName } from './history-object.ts';
import { locationParts } from './location-parts.ts';
import { rowFacts } from './row-facts.ts';
import { checkField } from './rules/check-field.ts';
import { checkObject, checkWords } from './rules/check-object.ts';
import { checkStandardField } from './rules/check-standard-field.ts';
import { fieldInUse, objectInUse } from './rules/in-use.ts';

export interface SchemaOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly edition: Edition;
  /** Whether the org has a standard object or field, by its preferences. */
  readonly offers: (part: ObjectDef | FieldDef) => boolean;
  /** Called for each custom object that is made, after its table is there. */
  readonly objectMade: (object: ObjectDef) => void;
  /** Called for each field or object that goes, so that nothing refers to it. */
  readonly gone: (object: string, field: string | undefined) => void;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Key prefixes of custom objects are handed out in order: a00, a01, … a0z, a10, … */
const customPrefix = (serial: number) => `a${alphabet[Math.floor(serial / 62)]}${alphabet[serial % 62]}`;

/** The objects and fields of an org, with the tables that hold their rows. */
export function openSchema({ store, clock, edition, offers, objectMade, gone }: SchemaOptions): Schema {
  const catalogue = openCatalogue(store, offers);
  const deleted = openDeletedParts(store, clock, (object) => catalogue.get(object)?.fields.keys() ?? []);

  function owned(name: string): ObjectDef {
    const object = catalogue.get(name);
    if (!object || object.historyOf !== undefined) {
      throw new ApiError(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
    }
    return object;
  }

  function nextPrefix(): string {
    const used = new Set(catalogue.all().map(({ keyPrefix }) => keyPrefix));
    let serial = 0;
    while (used.has(customPrefix(serial))) serial += 1;
    return customPrefix(serial);
  }

  function ensureTable(object: ObjectDef | undefined): void {
    if (!object) return;
    if (store.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).row(object.name)) return;
    createTable(store, object);
  }

  /** Rows that were there before get the field's default. */
  function ensureColumn(object: ObjectDef, field: FieldDef): void {
    if (store.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').row(object.name, field.name)) return;
    addColumn(store, object, field);
    store.prepare(`UPDATE "${object.name}" SET "${field.name}" = ?`).run(String(field.defaultValue ?? ''));
  }

  const schema: Schema = {
    objects: () => catalogue.all(),
    object: (name) => catalogue.get(name),
    field: (object, name) => catalogue.get(object)?.fields.get(name.toLowerCase()),
    deleted: () => deleted.all(),
    putObject({ nameField, ...settings }) {
      return store.transaction(() => {
        const known = catalogue.get(settings.name);
        if (known?.custom !== false) checkWords(settings);
        if (!known) {
          checkObject({ ...settings, edition, objects: catalogue.all(), deletedObjects: deleted.objects().length });
        }
        const custom = known?.custom ?? true;
        const named = nameField === undefined ? known?.fields.get('name') : { ...nameField, name: 'Name' };
        const fields = new Map(known?.fields ?? systemFields(named ?? plainName));
        if (custom && named) fields.set('name', named);
        const keyPrefix = known?.keyPrefix ?? nextPrefix();
        const object = { ...known, ...settings, name: known?.name ?? settings.name, custom, keyPrefix, fields };
        catalogue.putSettings(object);
        const put = catalogue.get(object.name)!;
        if (!known) createTable(store, put);
        ensureTable(catalogue.get(historyName(object.name)));
        if (!known) objectMade(put);
        return put;
      });
    },
    dropObject(name, { purge = false } = {}) {
      store.transaction(() => {
        const object = owned(name);
        if (!object.custom) throw new ApiError(400, 'INVALID_TYPE', `Cannot delete standard object: ${object.name}`);
        const user = objectInUse(catalogue.all(), object);
        if (user !== undefined) throw user;
        gone(object.name, undefined);
        store.exec(`DROP TABLE IF EXISTS "${historyName(object.name)}"`);
        dropTable(store, object);
        catalogue.dropObject(object);
        deleted.purgeFields(object.name);
        if (!purge) deleted.add(object.name);
      });
    },
    putField(objectName, def) {
      return store.transaction(() => {
        const object = owned(objectName);
        const before = object.fields.get(def.name.toLowerCase());
        const field = { ...def, name: before?.name ?? def.name };
        if (before && JSON.stringify(before) === JSON.stringify(field)) return { created: false, changed: false };
        if (before && !before.custom && !field.custom) return putStandard(object, before, field);
        const deletedFields = deleted.fields(object.name).length;
        checkField({ object, field, before, edition, schema, deletedFields, rows: rowFacts(store, object) });
        for (const part of [field, ...locationParts(field)]) putColumn(object.name, part);
        shareAsDetail(object.name, before, field);
        return { created: !before, changed: before !== undefined };
      });
    },
    dropField(objectName, name, { purge = false } = {}) {
      store.transaction(() => {
        const object = owned(objectName);
        const field = object.fields.get(name.toLowerCase());
        if (!field?.custom)
          throw new ApiError(400, 'INVALID_FIELD', `No CustomField named: ${object.name}.${name} found`);
        const user = fieldInUse(catalogue.all(), object, field);
        if (user !== undefined) throw user;
        for (const part of [...locationParts(field), field]) {
          gone(object.name, part.name);
          dropColumn(store, catalogue.dropField(catalogue.get(object.name)!, part), part);
          if (!purge) deleted.add(object.name, part.name);
        }
      });
    },
    refresh() {
      catalogue.load();
      for (const object of catalogue.all()) {
        if (object.needs !== undefined) ensureTable(object);
        for (const field of object.fields.values()) if (field.needs !== undefined) ensureColumn(object, field);
      }
    },
    get version() {
      return catalogue.version;
    },
  };

  /** Of a standard field only this may change: whether it is tracked, and what is said of it. */
  function putStandard(object: ObjectDef, before: FieldDef, field: FieldDef): { created: false; changed: boolean } {
    const changed = { ...before, ...standardChanges(field) };
    checkStandardField(object, changed);
    catalogue.putField(object, changed);
    return { created: false, changed: true };
  }

  /** A detail is shared as its master is; freed of its last master, as openly as new objects are. */
  function shareAsDetail(objectName: string, before: FieldDef | undefined, field: FieldDef): void {
    if (!before?.masterDetail && !field.masterDetail) return;
    const object = catalogue.get(objectName)!;
    const detail = [...object.fields.values()].some(({ masterDetail }) => masterDetail);
    catalogue.putSettings({ ...object, sharingModel: detail ? 'ControlledByParent' : 'ReadWrite' });
  }

  function putColumn(objectName: string, field: FieldDef): void {
    const object = catalogue.get(objectName)!;
    const before = object.fields.get(field.name.toLowerCase());
    const put = catalogue.putField(object, field);
    if (before) {
      changeColumn(store, put, before, field);
      return;
    }
    addColumn(store, put, field);
    numberRows(store, put, field);
  }

  for (const object of catalogue.all()) if (!object.custom) ensureTable(object);
  // Whatever was undone, what is kept in the database is what holds: a part of a transaction may go before the whole does.
  store.onRollback(() => catalogue.load());
  return schema;
}
