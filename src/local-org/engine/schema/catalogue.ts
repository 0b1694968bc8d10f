import type { Store } from '../records/store/store.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import { auditFields, deletedField, fieldMap, fieldOf, ownerField } from './field-of.ts';
import { historyObject } from './history-object.ts';
import { standardObjects } from './standard-objects.ts';

/** What an object has beside its fields. */
type Settings = Omit<ObjectDef, 'fields'>;

/** All definitions, kept in the database; the standard objects come from code, with what was added to them. */
export interface Catalogue {
  get(name: string): ObjectDef | undefined;
  /** By name; history objects are among them. */
  all(): readonly ObjectDef[];
  putSettings(object: ObjectDef): void;
  putField(object: ObjectDef, field: FieldDef): ObjectDef;
  dropField(object: ObjectDef, field: FieldDef): ObjectDef;
  dropObject(object: ObjectDef): void;
  /** Reads everything anew: what is kept in the database is what holds. */
  load(): void;
  readonly version: number;
}

export const plainName = fieldOf('Name', 'Name', 'string', {
  length: 80,
  nameField: true,
  idLookup: true,
  permissionable: false,
  required: true,
});

/** Who may own a row of a custom object. */
const owners = ['Group', 'User'];

/** What every custom object has. A detail has no owner of its own: it is its master's. */
export function systemFields(nameField: FieldDef): Map<string, FieldDef> {
  return fieldMap('Record', [ownerField(owners), deletedField(), { ...nameField, name: 'Name' }, ...auditFields()]);
}

const settingsOf = ({ fields: _, ...settings }: ObjectDef): Settings => settings;

const isDetail = (fields: ReadonlyMap<string, FieldDef>) =>
  [...fields.values()].some(({ masterDetail }) => masterDetail !== undefined);

/** Takes the owner off a detail, and gives it back to what is none. */
function owned(object: ObjectDef): ObjectDef {
  if (!object.custom || isDetail(object.fields) !== object.fields.has('ownerid')) return object;
  const fields = new Map(object.fields);
  if (fields.delete('ownerid')) return { ...object, fields };
  const { id, ...rest } = Object.fromEntries(fields) as Record<string, FieldDef>;
  const owner = ownerField(owners);
  return { ...object, fields: new Map(Object.entries({ id: id!, ownerid: owner, ...rest })) };
}

/** A standard field as the platform has it, with the little that may be changed of it. */
export const standardChanges = (field: FieldDef): Partial<FieldDef> => ({
  trackHistory: field.trackHistory,
  ...(field.helpText === undefined ? {} : { helpText: field.helpText }),
  ...(field.description === undefined ? {} : { description: field.description }),
});

export function openCatalogue(store: Store, offers: (part: ObjectDef | FieldDef) => boolean): Catalogue {
  store.exec(
    `CREATE TABLE IF NOT EXISTS _schema (object TEXT NOT NULL, field TEXT NOT NULL, def TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (object, field))`,
  );
  let objects = new Map<string, ObjectDef>();
  let histories = new Map<string, ObjectDef>();
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

  function changed(): void {
    list = undefined;
    version += 1;
  }

  function set(object: ObjectDef): ObjectDef {
    const made = owned(object);
    const key = made.name.toLowerCase();
    const before = objects.get(key);
    objects.set(key, made);
    changed();
    const history = historyObject(made);
    if (history) histories.set(history.name.toLowerCase(), history);
    else if (before) histories.delete(historyObject({ ...before, enableHistory: true })?.name.toLowerCase() ?? '');
    return made;
  }

  function load(): void {
    objects = new Map();
    histories = new Map();
    for (const object of standardObjects) {
      if (offers(object)) set({ ...object, fields: new Map([...object.fields].filter(([, field]) => offers(field))) });
    }
    for (const [name, field, def] of store.prepare('SELECT object, field, def FROM _schema ORDER BY place').rows()) {
      const known = objects.get(String(name).toLowerCase());
      const said = JSON.parse(String(def));
      if (field === '') {
        const { nameField, ...settings } = said as Settings & { nameField?: FieldDef };
        set({ ...settings, fields: known?.fields ?? systemFields(nameField ?? plainName) });
      } else if (known) {
        const key = String(field).toLowerCase();
        set({ ...known, fields: new Map(known.fields).set(key, { ...known.fields.get(key), ...(said as FieldDef) }) });
      }
    }
  }

  load();
  return {
    get: (name) => objects.get(name.toLowerCase()) ?? histories.get(name.toLowerCase()),
    all() {
      list ??= [...objects.values(), ...histories.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return list;
    },
    putSettings(object) {
      const put = set(object);
      const nameField = put.custom ? { nameField: put.fields.get('name') } : {};
      keep(put.name, '', { ...settingsOf(put), ...nameField });
    },
    putField(object, field) {
      keep(object.name, field.name, field.custom ? field : standardChanges(field));
      return set({ ...object, fields: new Map(object.fields).set(field.name.toLowerCase(), field) });
    },
    dropField(object, field) {
      store.prepare('DELETE FROM _schema WHERE object = ? AND field = ?').run(object.name, field.name);
      const fields = new Map(object.fields);
      fields.delete(field.name.toLowerCase());
      return set({ ...object, fields });
    },
    dropObject(object) {
      store.prepare('DELETE FROM _schema WHERE object = ?').run(object.name);
      objects.delete(object.name.toLowerCase());
      histories.delete(historyObject({ ...object, enableHistory: true })?.name.toLowerCase() ?? '');
      changed();
    },
    load,
    get version() {
      return version;
    },
  };
}
