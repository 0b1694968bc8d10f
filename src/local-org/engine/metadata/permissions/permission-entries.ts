import { isOffered } from '../../access/org-preferences.ts';
import { systemPermissionNames } from '../../access/system-permissions.ts';
import type { SystemPermission } from '../../types.ts';
import { notFound } from '../handlers/kept-as-sent.ts';
import { type Asking, MetadataProblem, type Putting } from '../types.ts';
import { flagOf, nodesOf, textOf, type Xml, xmlOf } from '../xml.ts';

/** Names of the rights on an object: in metadata, and as columns of ObjectPermissions. */
export const objectRights = {
  allowCreate: 'PermissionsCreate',
  allowDelete: 'PermissionsDelete',
  allowEdit: 'PermissionsEdit',
  allowRead: 'PermissionsRead',
  modifyAllRecords: 'PermissionsModifyAllRecords',
  viewAllFields: 'PermissionsViewAllFields',
  viewAllRecords: 'PermissionsViewAllRecords',
} as const;

export const fieldRights = { editable: 'PermissionsEdit', readable: 'PermissionsRead' } as const;

/** What a permission set or profile says of one object or field; no right at all means that it says "none". */
export interface Entry {
  /** `Account`, or `Account.Industry`. */
  readonly name: string;
  /** Columns that are true. */
  readonly rights: ReadonlySet<string>;
}

/** The first version that knows `viewAllFields`. */
const viewAllFieldsSince = 63;

/**
 * Object access as the content gives it, each object checked.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
 */
export function objectEntries({ engine, version }: Putting, content: Xml): readonly Entry[] {
  const tooNew = nodesOf(content, 'objectPermissions').some((node) => textOf(node, 'viewAllFields') !== undefined);
  if (tooNew && version < viewAllFieldsSince) throw invalidElement('viewAllFields', 'PermissionSetObjectPermissions');
  return entriesOf(content, 'objectPermissions', 'object', objectRights, (name) => {
    const object = engine.schema.object(name);
    if (object === undefined || !object.permissionable) throw notFound('object', 'CustomObject', name);
    return object.name;
  });
}

/** Field access as the content gives it, each field checked: required fields have none. */
export function fieldEntries({ engine }: Asking, content: Xml): readonly Entry[] {
  return entriesOf(content, 'fieldPermissions', 'field', fieldRights, (name) => {
    const [objectName, fieldName] = name.split('.');
    const object = engine.schema.object(objectName ?? '');
    const field = object && engine.schema.field(object.name, fieldName ?? '');
    if (field === undefined || field.compound !== undefined) throw notFound('field', 'CustomField', name);
    const fullName = `${object!.name}.${field.name}`;
    if (!field.permissionable) {
      throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', `You cannot deploy to a required field: ${fullName}`);
    }
    return fullName;
  });
}

/** System permissions that the content switches, on or off. */
export function userPermissions({ engine }: Asking, content: Xml): ReadonlyMap<SystemPermission, boolean> {
  return new Map(
    nodesOf(content, 'userPermissions').map((node) => {
      const name = textOf(node, 'name') ?? '';
      const known = systemPermissionNames.find((permission) => permission === name);
      if (known === undefined || !isOffered(engine.documents, known))
        throw new MetadataProblem('INVALID_FIELD', `Unknown user permission: ${name}`);
      return [known, flagOf(node, 'enabled') ?? false];
    }),
  );
}

/** An entry in metadata form, every right said. */
export function entryToXml(key: 'object' | 'field', { name, rights }: Entry): Xml {
  const columns: Readonly<Record<string, string>> = key === 'object' ? objectRights : fieldRights;
  const flags = Object.entries(columns).map(([element, column]) => [element, rights.has(column)] as const);
  return xmlOf({ ...Object.fromEntries(flags), [key]: name });
}

function entriesOf(
  content: Xml,
  element: string,
  key: string,
  columns: Readonly<Record<string, string>>,
  canonical: (name: string) => string,
): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const node of nodesOf(content, element)) {
    const sent = textOf(node, key);
    if (sent === undefined) throw new MetadataProblem('REQUIRED_FIELD_MISSING', `Required field is missing: ${key}`);
    for (const said of Object.keys(node)) {
      if (said !== key && !(said in columns)) throw invalidElement(said, element);
    }
    const name = canonical(sent);
    if (entries.has(name)) throw new MetadataProblem('DUPLICATE_VALUE', `Duplicate ${element} specified: ${name}`);
    const rights = Object.entries(columns).filter(([right]) => flagOf(node, right) === true);
    entries.set(name, { name, rights: new Set(rights.map(([, column]) => column)) });
  }
  return [...entries.values()];
}

export function invalidElement(element: string, type: string): MetadataProblem {
  return new MetadataProblem(
    'UNKNOWN_EXCEPTION',
    `Element {http://soap.sforce.com/2006/04/metadata}${element} invalid at this location in type ${type}`,
  );
}
