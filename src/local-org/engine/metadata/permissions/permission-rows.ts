import { objectTroubles } from '../../access/dependencies.ts';
import { type SystemPermission, systemPermissionNames } from '../../access/system-permissions.ts';
import type { Equal } from '../../find-rows.ts';
import { type Row, writeRows } from '../rows.ts';
import { type Asking, MetadataProblem } from '../types.ts';
import { type Entry, fieldRights, objectRights } from './permission-entries.ts';

/** The row of a permission set, or of the one that a profile owns. */
export interface PermissionSetRow {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly hasActivationRequired: boolean;
  /** Made in this org, or one that every org has. */
  readonly isCustom: boolean;
  /** Came with a package. */
  readonly namespace: string | undefined;
  readonly system: ReadonlySet<SystemPermission>;
}

/** What one row of ObjectPermissions or FieldPermissions says, and its Id. */
export interface KeptEntry extends Entry {
  readonly id: string;
}

const columns = [
  'Id',
  'Name',
  'Label',
  'Description',
  'HasActivationRequired',
  'IsCustom',
  'NamespacePrefix',
  ...systemPermissionNames.map((name) => `Permissions${name}`),
];

/** The permission set whose row has these values. */
export function permissionSetRow({ engine }: Asking, equal: Equal): PermissionSetRow | undefined {
  const row = engine.find('PermissionSet', columns, equal)[0];
  if (row === undefined) return undefined;
  return {
    id: String(row['Id']),
    name: String(row['Name']),
    label: String(row['Label']),
    description: typeof row['Description'] === 'string' ? row['Description'] : undefined,
    hasActivationRequired: row['HasActivationRequired'] === true,
    isCustom: row['IsCustom'] === true,
    namespace: typeof row['NamespacePrefix'] === 'string' ? row['NamespacePrefix'] : undefined,
    system: new Set(systemPermissionNames.filter((name) => row[`Permissions${name}`] === true)),
  };
}

export function keptObjectEntries(asking: Asking, parentId: string): readonly KeptEntry[] {
  return keptEntries(asking, 'ObjectPermissions', 'SobjectType', Object.values(objectRights), parentId);
}

export function keptFieldEntries(asking: Asking, parentId: string): readonly KeptEntry[] {
  return keptEntries(asking, 'FieldPermissions', 'Field', Object.values(fieldRights), parentId);
}

/**
 * Brings the rows of a parent to what is wanted. `replace` takes away what is not named; `merge` leaves it;
 * `fill` is for a parent that was made just now and has none.
 * What rights depend on is looked at once all of them are there.
 */
export function bringTo(
  asking: Asking,
  parentId: string,
  wanted: { readonly objects: readonly Entry[]; readonly fields: readonly Entry[] },
  mode: 'fill' | 'replace' | 'merge',
): void {
  const isNew = mode === 'fill';
  const fields = difference(isNew ? [] : keptFieldEntries(asking, parentId), wanted.fields, mode);
  const before = isNew ? [] : keptObjectEntries(asking, parentId);
  const objects = difference(before, wanted.objects, mode);
  const ids = (entries: readonly KeptEntry[]): Row[] => entries.map(({ id }) => ({ Id: id }));
  writeRows(asking, 'FieldPermissions', 'delete', ids(fields.gone));
  writeRows(asking, 'ObjectPermissions', 'delete', ids(objects.gone));
  const objectRow = ({ name }: Entry): Row => ({ ParentId: parentId, SobjectType: name });
  const fieldRow = ({ name }: Entry): Row => ({ ParentId: parentId, SobjectType: name.split('.')[0], Field: name });
  write(asking, 'ObjectPermissions', Object.values(objectRights), objects, objectRow);
  refuseNewTroubles(asking, before, keptObjectEntries(asking, parentId));
  write(asking, 'FieldPermissions', Object.values(fieldRights), fields, fieldRow);
}

function refuseNewTroubles({ engine }: Asking, before: readonly Entry[], after: readonly Entry[]): void {
  const troubles = (entries: readonly Entry[]) =>
    objectTroubles(engine.schema, new Map(entries.map(({ name, rights }) => [name, rights])));
  const known = new Set(troubles(before));
  const said = troubles(after).filter((trouble) => !known.has(trouble));
  if (said.length > 0) throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', said.join('; '));
}

interface Difference {
  readonly gone: readonly KeptEntry[];
  readonly changed: readonly KeptEntry[];
  readonly made: readonly Entry[];
}

function difference(
  kept: readonly KeptEntry[],
  wanted: readonly Entry[],
  mode: 'fill' | 'replace' | 'merge',
): Difference {
  const wantedByName = new Map(wanted.map((entry) => [entry.name, entry]));
  const keptNames = new Set(kept.map(({ name }) => name));
  const isGone = ({ name }: Entry): boolean =>
    wantedByName.get(name)?.rights.size === 0 || (mode === 'replace' && !wantedByName.has(name));
  return {
    gone: kept.filter(isGone),
    changed: kept.flatMap((entry) => {
      const now = wantedByName.get(entry.name);
      return now === undefined || now.rights.size === 0 || same(now.rights, entry.rights)
        ? []
        : [{ ...entry, rights: now.rights }];
    }),
    made: wanted.filter(({ name, rights }) => rights.size > 0 && !keptNames.has(name)),
  };
}

function write(
  asking: Asking,
  object: string,
  rights: readonly string[],
  { changed, made }: Difference,
  keys: (entry: Entry) => Row,
): void {
  const flags = (entry: Entry): Row => Object.fromEntries(rights.map((column) => [column, entry.rights.has(column)]));
  writeRows(
    asking,
    object,
    'update',
    changed.map((entry) => ({ Id: entry.id, ...flags(entry) })),
  );
  writeRows(
    asking,
    object,
    'insert',
    made.map((entry) => ({ ...keys(entry), ...flags(entry) })),
  );
}

function keptEntries(
  asking: Asking,
  object: string,
  nameColumn: string,
  rights: readonly string[],
  parentId: string,
): readonly KeptEntry[] {
  const rows = asking.engine.find(object, ['Id', nameColumn, ...rights], { ParentId: parentId });
  const entries = rows.map((row) => ({
    id: String(row['Id']),
    name: String(row[nameColumn]),
    rights: new Set(rights.filter((column) => row[column] === true)),
  }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((right) => b.has(right));
