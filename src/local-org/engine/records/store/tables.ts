import type { FieldDef, ObjectDef } from '../../types.ts';
import type { Store } from './store.ts';

/** How each type of field lies in SQLite; `none` for what is put together from other fields. */
export const columnTypes = {
  id: 'TEXT',
  string: 'TEXT',
  textarea: 'TEXT',
  boolean: 'INTEGER',
  int: 'INTEGER',
  double: 'REAL',
  currency: 'REAL',
  percent: 'REAL',
  date: 'TEXT',
  datetime: 'INTEGER',
  email: 'TEXT',
  phone: 'TEXT',
  url: 'TEXT',
  picklist: 'TEXT',
  multipicklist: 'TEXT',
  reference: 'TEXT',
  time: 'TEXT',
  location: 'none',
  address: 'none',
  anyType: 'TEXT',
} as const satisfies Record<FieldDef['type'], string>;

const quote = (name: string) => `"${name}"`;

/** Text compares without case, except Ids and fields that say otherwise. */
export function collation(field: FieldDef): 'BINARY' | 'NOCASE' {
  if (field.type === 'id' || field.type === 'reference' || field.caseSensitive) return 'BINARY';
  return columnTypes[field.type] === 'TEXT' ? 'NOCASE' : 'BINARY';
}

/** Whether the field is kept in a column of its own: compounds, formulas and roll-ups are not. */
export function isStored(field: FieldDef): boolean {
  return columnTypes[field.type] !== 'none' && field.formula === undefined && field.summary === undefined;
}

function columnSql(field: FieldDef): string {
  const type = columnTypes[field.type];
  if (field.type === 'id') return `${quote(field.name)} TEXT NOT NULL PRIMARY KEY`;
  if (field.joins) {
    const parts = field.joins.map((part) => `coalesce(${quote(part)} || ' ', '')`).join(' || ');
    return `${quote(field.name)} TEXT GENERATED ALWAYS AS (trim(${parts})) VIRTUAL`;
  }
  const start = field.type === 'boolean' ? ` NOT NULL DEFAULT ${field.defaultValue === true ? 1 : 0}` : '';
  return `${quote(field.name)} ${type}${start}`;
}

const indexName = (object: string, field: string, use: string) => quote(`${use} ${object}.${field}`);

/** Makes the indexes of a field what its definition asks for. */
export function indexField(store: Store, object: ObjectDef, field: FieldDef): void {
  for (const use of ['unique', 'find']) store.exec(`DROP INDEX IF EXISTS ${indexName(object.name, field.name, use)}`);
  const column = `${quote(object.name)} (${quote(field.name)} COLLATE ${collation(field)})`;
  // A deleted row gives its unique values free.
  const living = object.fields.has('isdeleted') ? ' WHERE IsDeleted = 0' : '';
  if (field.unique) {
    store.exec(`CREATE UNIQUE INDEX ${indexName(object.name, field.name, 'unique')} ON ${column}${living}`);
  } else if (field.externalId || field.idLookup || field.type === 'reference' || field.name === 'SystemModstamp') {
    if (field.type === 'id' || field.joins || unindexed.has(field.name)) return;
    // Rows that leave it empty are not looked for by it, and most leave most lookups empty.
    store.exec(
      `CREATE INDEX ${indexName(object.name, field.name, 'find')} ON ${column} WHERE ${quote(field.name)} IS NOT NULL`,
    );
  }
}

/** Nobody searches by who touched a row, and each index slows down every write. */
const unindexed = new Set(['CreatedById', 'LastModifiedById', 'OwnerId', 'MasterRecordId', 'Name']);

/** Makes the table of an object, with a column for each of its fields. */
export function createTable(store: Store, object: ObjectDef): void {
  const columns = [...object.fields.values()].filter(isStored).map(columnSql);
  store.exec(`CREATE TABLE ${quote(object.name)} (${columns.join(', ')})`);
  for (const field of object.fields.values()) if (isStored(field)) indexField(store, object, field);
}

/** Adds the column of a new field. Rows that are there get its default if it is a checkbox, and nothing otherwise. */
export function addColumn(store: Store, object: ObjectDef, field: FieldDef): void {
  if (!isStored(field)) return;
  store.exec(`ALTER TABLE ${quote(object.name)} ADD COLUMN ${columnSql(field)}`);
  indexField(store, object, field);
}

export function dropColumn(store: Store, object: ObjectDef, field: FieldDef): void {
  if (!isStored(field)) return;
  for (const use of ['unique', 'find']) store.exec(`DROP INDEX IF EXISTS ${indexName(object.name, field.name, use)}`);
  store.exec(`ALTER TABLE ${quote(object.name)} DROP COLUMN ${quote(field.name)}`);
}

export function dropTable(store: Store, object: ObjectDef): void {
  store.exec(`DROP TABLE ${quote(object.name)}`);
}
