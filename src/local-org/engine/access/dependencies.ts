import type { ObjectDef, Schema } from '../types.ts';
import { type SystemPermission, systemPermissionNames, systemPermissions } from './system-permissions.ts';

/** Flags that are on, by object: `PermissionsRead` on `Account`. */
export type ObjectFlags = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Each right on an object: the word for it, and what it needs beside it.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm
 * Observed: refusals of deployments and of rows, as public repositories quote them.
 */
export const objectRights: Readonly<Record<string, { readonly word: string; readonly needs: readonly string[] }>> = {
  PermissionsRead: { word: 'Read', needs: [] },
  PermissionsCreate: { word: 'Create', needs: ['PermissionsRead'] },
  PermissionsEdit: { word: 'Edit', needs: ['PermissionsRead'] },
  PermissionsDelete: { word: 'Delete', needs: ['PermissionsRead', 'PermissionsEdit'] },
  PermissionsViewAllRecords: { word: 'Read All', needs: ['PermissionsRead'] },
  PermissionsModifyAllRecords: {
    word: 'Modify All',
    needs: ['PermissionsRead', 'PermissionsEdit', 'PermissionsDelete', 'PermissionsViewAllRecords'],
  },
  PermissionsViewAllFields: { word: 'View All Fields', needs: ['PermissionsRead'] },
};

/** Rights that are needed on the parent as soon as they are held on the child. */
const sharedWithParent = ['PermissionsRead', 'PermissionsViewAllRecords'] as const;

/** Objects whose rows cannot be without a row of this other object: contacts of an account, details, required lookups. */
function parentsOf(schema: Schema, object: ObjectDef): readonly string[] {
  if (object.name === 'Contact') return ['Account'];
  return [...object.fields.values()]
    .filter(
      ({ metadataType, custom, required, type }) =>
        metadataType === 'MasterDetail' || (custom && required && type === 'reference'),
    )
    .flatMap(({ referenceTo }) => referenceTo ?? [])
    .filter((name) => name !== object.name && schema.object(name)?.permissionable === true);
}

const depends = (permission: string, lacking: readonly string[]) =>
  `Permission ${permission} depends on permission(s): ${lacking.join(', ')}`;

/** What the rights on objects lack, in the platform's words. */
export function objectTroubles(schema: Schema, held: ObjectFlags): readonly string[] {
  const said: string[] = [];
  for (const [name, flags] of held) {
    const object = schema.object(name);
    if (object === undefined) continue;
    for (const [flag, { word, needs }] of Object.entries(objectRights)) {
      const lacking = flags.has(flag) ? needs.filter((need) => !flags.has(need)) : [];
      if (lacking.length > 0) {
        const words = lacking.map((need) => `${objectRights[need]!.word} ${name}`);
        said.push(depends(`${word} ${name}`, words));
      }
    }
    for (const parent of parentsOf(schema, object)) {
      for (const flag of sharedWithParent) {
        if (!flags.has(flag) || held.get(parent)?.has(flag) === true) continue;
        const { word } = objectRights[flag]!;
        said.push(depends(`${word} ${name}`, [`${word} ${parent}`]));
      }
    }
  }
  return said;
}

/** What the system permissions of a set lack, in the platform's words; they go by their API names there. */
export function systemTroubles(held: ReadonlySet<SystemPermission>): readonly string[] {
  return systemPermissionNames
    .filter((name) => held.has(name))
    .map((name) => ({ name, lacking: systemPermissions[name].needs.filter((need) => !held.has(need)) }))
    .filter(({ lacking }) => lacking.length > 0)
    .map(({ name, lacking }) => depends(name, lacking));
}
