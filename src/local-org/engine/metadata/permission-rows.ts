import { systemPermissionNames } from '../access/system-permissions.ts';
import type { SystemPermission } from '../types.ts';
import { type Entry, fieldRights, objectRights } from './permission-entries.ts';
import { literal, type Row, selectRows, writeRows } from './rows.ts';
import type { Asking } from './types.ts';

/** The row of a permission set, or of the one that a profile owns. */
export interface PermissionSetRow {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly hasActivationRequired: boolean;
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
  ...systemPermissionNames.map((name) => `Permissions${name}`),
].join(', ');

export function permissionSetRow(asking: Asking, where: string): PermissionSetRow | undefined {
  const row = selectRows(asking, `SELECT ${columns} FROM PermissionSet WHERE ${where} LIMIT 1`)[0];
  if (row === undefined) return undefined;
  return {
    id: String(row['Id']),
    name: String(row['Name']),
    label: String(row['Label']),
    description: typeof row['Description'] === 'string' ? row['Description'] : undefined,
    hasActivationRequired: row['HasActivationRequired'] === true,
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
 * Rows go before others come, and each comes after those that it depends on: Account before Contact.
 */
export function bringTo(
  asking: Asking,
  parentId: string,
  wanted: { readonly objects: readonly Entry[]; readonly fields: readonly Entry[] },
  mode: 'fill' | 'replace' | 'merge',
): void {
  const isNew = mode === 'fill';
  const fields = difference(isNew ? [] : keptFieldEntries(asking, parentId), wanted.fields, mode);
  const inOrder = [...wanted.objects].sort((a, b) => (a.name < b.name ? -1 : 1));
  const objects = difference(isNew ? [] : keptObjectEntries(asking, parentId), inOrder, mode);
  const ids = (entries: readonly KeptEntry[]): Row[] => entries.map(({ id }) => ({ Id: id }));
  writeRows(asking, 'FieldPermissions', 'delete', ids(fields.gone));
  writeRows(asking, 'ObjectPermissions', 'delete', ids(objects.gone).reverse());
  const objectRow = ({ name }: Entry): Row => ({ ParentId: parentId, SobjectType: name });
  const fieldRow = ({ name }: Entry): Row => ({ ParentId: parentId, SobjectType: name.split('.')[0], Field: name });
  write(asking, 'ObjectPermissions', Object.values(objectRights), objects, objectRow);
  write(asking, 'FieldPermissions', Object.values(fieldRights), fields, fieldRow);
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
  const soql = `SELECT Id, ${nameColumn}, ${rights.join(', ')} FROM ${object} WHERE ParentId = ${literal(parentId)}`;
  const entries = selectRows(asking, soql).map((row) => ({
    id: String(row['Id']),
    name: String(row[nameColumn]),
    rights: new Set(rights.filter((column) => row[column] === true)),
  }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((right) => b.has(right));
