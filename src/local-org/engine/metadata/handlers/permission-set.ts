import { metadataDemands } from '../../access/demands.ts';
import { systemPermissionNames } from '../../access/system-permissions.ts';
import { manageableState } from '../../packages/members.ts';
import { splitNamespace } from '../../packages/namespace.ts';
import { dropRecord, recordOfRow, saveContentOfRow } from '../component-records.ts';
import { elements } from '../elements.ts';
import { entryToXml, fieldEntries, objectEntries, userPermissions } from '../permissions/permission-entries.ts';
import {
  bringTo,
  keptFieldEntries,
  keptObjectEntries,
  type PermissionSetRow,
  permissionSetRow,
} from '../permissions/permission-rows.ts';
import { selectRows, writeRows } from '../rows.ts';
import { type Asking, type MetadataHandler, MetadataProblem } from '../types.ts';
import { flagOf, textOf, type Xml, xmlOf } from '../xml.ts';
import { licenceNamed } from './licence-named.ts';
import { checkSettings, settingsOf } from './permission-settings.ts';

const idPrefix = '0PS';
const label = { max: 80, name: 'label' } as const;
const description = { max: 255, name: 'description' } as const;

/**
 * A permission set lives in rows, so that grants added as rows show here; the settings without rows are kept as sent.
 * Since API version 40.0 a deployment replaces the whole set.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
 */
export const permissionSet: MetadataHandler = {
  type: 'PermissionSet',
  directory: 'permissionsets',
  suffix: 'permissionset',
  idPrefix,
  elements: elements.PermissionSet,
  neededToChange: metadataDemands.permissionSet.change,
  neededToRead: metadataDemands.permissionSet.read,

  names: (asking) =>
    selectRows(
      asking,
      'SELECT Name, NamespacePrefix FROM PermissionSet WHERE IsOwnedByProfile = false ORDER BY Name',
    ).map((row) => shownName(String(row['Name']), row['NamespacePrefix'])),

  find(asking, fullName) {
    const row = rowOf(asking, fullName);
    return row && shownName(row.name, row.namespace);
  },

  read(asking, fullName) {
    const row = rowOf(asking, fullName);
    if (row === undefined) return undefined;
    return {
      ...settingsOf(recordOfRow(asking, 'PermissionSet', row.id, fullName)?.content ?? {}),
      ...xmlOf({ label: row.label, description: row.description, hasActivationRequired: row.hasActivationRequired }),
      ...permissionsToXml(asking, row),
    };
  },

  put(putting, fullName, content) {
    for (const { name, max } of [label, description]) {
      const length = textOf(content, name)?.length ?? 0;
      if (length > max)
        throw new MetadataProblem('STRING_TOO_LONG', `Value too long for field: ${name} maximum length is:${max}`);
    }
    if (textOf(content, 'label') === undefined)
      throw new MetadataProblem('REQUIRED_FIELD_MISSING', 'Required field is missing: label');
    checkSettings(putting, content);
    const present = rowOf(putting, fullName);
    const isUnlocked = manageableState(putting, 'PermissionSet', fullName) === 'installedEditable';
    if (present?.namespace !== undefined && putting.installing === undefined && !isUnlocked)
      throw notEditable(present.namespace, present.name);
    const licence = licenceNamed(putting, 'license', textOf(content, 'license'));
    const replaces = putting.version >= 40;
    const switched = userPermissions(putting, content);
    const wanted = { objects: objectEntries(putting, content), fields: fieldEntries(putting, content) };
    const row = {
      Label: textOf(content, 'label'),
      Description: textOf(content, 'description') ?? null,
      HasActivationRequired: flagOf(content, 'hasActivationRequired') ?? false,
      ...Object.fromEntries(
        systemPermissionNames.map((name) => [
          `Permissions${name}`,
          switched.get(name) ?? (!replaces && present?.system.has(name) === true),
        ]),
      ),
    };
    const { name, namespace } = splitNamespace(fullName);
    const names = namespace === null ? { Name: name } : { Name: name, NamespacePrefix: namespace };
    const id =
      present?.id ??
      writeRows(putting, 'PermissionSet', 'insert', [{ ...names, LicenseId: licence ?? null, ...row }])[0]!;
    if (present !== undefined) writeRows(putting, 'PermissionSet', 'update', [{ Id: id, ...row }]);
    bringTo(putting, id, wanted, present === undefined ? 'fill' : replaces ? 'replace' : 'merge');
    const before = replaces ? {} : (recordOfRow(putting, 'PermissionSet', id, fullName)?.content ?? {});
    const known = present === undefined ? fullName : shownName(present.name, present.namespace);
    saveContentOfRow(putting, 'PermissionSet', id, known, { ...before, ...settingsOf(content) });
  },

  drop(asking, fullName) {
    writeRows(asking, 'PermissionSet', 'delete', [{ Id: rowOf(asking, fullName)!.id }]);
    dropRecord(asking, 'PermissionSet', fullName);
  },

  recordId: (asking, fullName) => rowOf(asking, fullName)?.id,
};

/**
 * A set that came with a package stays as it came.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/dev2gp_package_id_permission_sets.htm
 * The words are not documented; believed.
 */
const notEditable = (namespace: string, name: string): MetadataProblem =>
  new MetadataProblem(
    'CANNOT_MODIFY_MANAGED_OBJECT',
    `Cannot modify managed object: entity=PermissionSet, component=${namespace}__${name}`,
  );

const shownName = (name: string, namespace: unknown): string =>
  typeof namespace === 'string' ? `${namespace}__${name}` : name;

function rowOf(asking: Asking, fullName: string): PermissionSetRow | undefined {
  const { namespace, name } = splitNamespace(fullName);
  return permissionSetRow(asking, { Name: name, NamespacePrefix: namespace, IsOwnedByProfile: false });
}

/** What the rows of a permission set say, in metadata form; nothing is said of what is not granted. */
export function permissionsToXml(asking: Asking, row: PermissionSetRow): Xml {
  const parts = {
    fieldPermissions: keptFieldEntries(asking, row.id).map((entry) => entryToXml('field', entry)),
    objectPermissions: keptObjectEntries(asking, row.id).map((entry) => entryToXml('object', entry)),
    userPermissions: [...row.system].map((name) => xmlOf({ enabled: true, name })),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, entries]) => entries.length > 0));
}
