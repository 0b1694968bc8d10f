import { systemPermissionNames } from '../../access/system-permissions.ts';
import { recordOf, saveContentOfRow } from '../component-records.ts';
import { elements } from '../elements.ts';
import { fieldEntries, objectEntries, userPermissions } from '../permission-entries.ts';
import { bringTo, type PermissionSetRow, permissionSetRow } from '../permission-rows.ts';
import { literal, type Row, selectRows, writeRows } from '../rows.ts';
import { type Asking, type MetadataHandler, MetadataProblem } from '../types.ts';
import { nodesOf, textOf, type Xml, xmlOf } from '../xml.ts';
import { notFound } from './kept-as-sent.ts';
import { permissionsToXml } from './permission-set.ts';
import { checkSettings, settingsOf } from './permission-settings.ts';

const idPrefix = '00e';

/** Some standard profiles go by another name in metadata. */
const metadataNames: Readonly<Record<string, string>> = {
  'System Administrator': 'Admin',
  'Standard User': 'Standard',
};

/**
 * A profile that exists; what a file leaves out stays as it is.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
 */
export const profile: MetadataHandler = {
  type: 'Profile',
  directory: 'profiles',
  suffix: 'profile',
  idPrefix,
  elements: elements.Profile,
  neededToChange: ['ManageProfilesPermissionsets'],
  neededToRead: ['ViewSetup', 'ManageProfilesPermissionsets'],

  names: (asking) =>
    selectRows(asking, 'SELECT Name FROM Profile ORDER BY Name').map((row) => metadataName(String(row['Name']))),

  find(asking, fullName) {
    const row = profileOf(asking, fullName);
    return row && metadataName(row.name);
  },

  read(asking, fullName) {
    const found = profileOf(asking, fullName);
    const owned = found && ownedBy(asking, found.id);
    if (owned === undefined) return undefined;
    return {
      ...settingsOf(recordOf(asking, 'Profile', fullName)?.content ?? {}),
      ...xmlOf({ custom: false, userLicense: found!.license }),
      ...permissionsToXml(asking, owned),
    };
  },

  put(putting, fullName, content) {
    const found = profileOf(putting, fullName);
    const owned = found && ownedBy(putting, found.id);
    if (owned === undefined) throw notFound('fullName', 'Profile', fullName);
    checkSettings(putting, content);
    const switched = userPermissions(content);
    const changed = systemPermissionNames.filter(
      (name) => (switched.get(name) ?? owned.system.has(name)) !== owned.system.has(name),
    );
    if (changed.length > 0) {
      const flags = changed.map((name) => [`Permissions${name}`, switched.get(name)]);
      writeRows(putting, 'PermissionSet', 'update', [{ Id: owned.id, ...Object.fromEntries(flags) }]);
    }
    bringTo(
      putting,
      owned.id,
      { objects: objectEntries(putting, content), fields: fieldEntries(putting, content) },
      'merge',
    );
    const before = recordOf(putting, 'Profile', fullName)?.content ?? {};
    saveContentOfRow(
      putting,
      'Profile',
      found!.id,
      metadataName(found!.name),
      mergeSettings(before, settingsOf(content)),
    );
  },

  drop(_asking, fullName) {
    throw new MetadataProblem('DELETE_FAILED', `Cannot delete standard profile: ${fullName}`);
  },

  recordId: (asking, fullName) => profileOf(asking, fullName)?.id,
};

const metadataName = (name: string): string => metadataNames[name] ?? name;

interface ProfileRow {
  readonly id: string;
  readonly name: string;
  readonly license: string;
}

function profileOf(asking: Asking, fullName: string): ProfileRow | undefined {
  const name =
    Object.keys(metadataNames).find((known) => metadataNames[known]?.toLowerCase() === fullName.toLowerCase()) ??
    fullName;
  const row = selectRows(
    asking,
    `SELECT Id, Name, UserLicense.Name FROM Profile WHERE Name = ${literal(name)} LIMIT 1`,
  )[0];
  const license = row?.['UserLicense'] as Row | null | undefined;
  return row && { id: String(row['Id']), name: String(row['Name']), license: String(license?.['Name'] ?? '') };
}

const ownedBy = (asking: Asking, profileId: string): PermissionSetRow | undefined =>
  permissionSetRow(asking, `ProfileId = ${literal(profileId)} AND IsOwnedByProfile = true`);

/** Entries of the same application, tab or layout take the place of earlier ones. */
function mergeSettings(before: Xml, sent: Xml): Xml {
  const merged: Record<string, readonly Xml[]> = {};
  for (const element of new Set([...Object.keys(before), ...Object.keys(sent)])) {
    const byName = new Map(
      [...nodesOf(before, element), ...nodesOf(sent, element)].map((node) => [
        ['application', 'tab', 'layout', 'recordType'].map((key) => textOf(node, key) ?? '').join('/'),
        node,
      ]),
    );
    merged[element] = [...byName.values()];
  }
  return merged;
}
