import { metadataDemands } from '../../access/demands.ts';
import { systemPermissionNames } from '../../access/system-permissions.ts';
import { dropRecord, recordOf, saveContentOfRow } from '../component-records.ts';
import { elements } from '../elements.ts';
import { fieldEntries, objectEntries, userPermissions } from '../permissions/permission-entries.ts';
import { bringTo } from '../permissions/permission-rows.ts';
import { selectRows, writeRows } from '../rows.ts';
import { type MetadataHandler, MetadataProblem } from '../types.ts';
import { nodesOf, textOf, type Xml, xmlOf } from '../xml.ts';
import { permissionsToXml } from './permission-set.ts';
import { checkSettings, settingsOf } from './permission-settings.ts';
import { makeProfile, metadataName, profileNamed } from './profile-rows.ts';

const idPrefix = '00e';

/**
 * A profile; what a file leaves out stays as it is.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
 */
export const profile: MetadataHandler = {
  type: 'Profile',
  directory: 'profiles',
  suffix: 'profile',
  idPrefix,
  elements: elements.Profile,
  neededToChange: metadataDemands.profile.change,
  neededToRead: metadataDemands.profile.read,

  names: (asking) =>
    selectRows(asking, 'SELECT Name FROM Profile ORDER BY Name').map((row) => metadataName(String(row['Name']))),

  find(asking, fullName) {
    const found = profileNamed(asking, fullName);
    return found && metadataName(found.name);
  },

  read(asking, fullName) {
    const found = profileNamed(asking, fullName);
    if (found === undefined) return undefined;
    return {
      ...settingsOf(recordOf(asking, 'Profile', metadataName(found.name))?.content ?? {}),
      ...xmlOf({ custom: found.owned.isCustom, description: found.description, userLicense: found.license }),
      ...permissionsToXml(asking, found.owned),
    };
  },

  put(putting, fullName, content) {
    checkSettings(putting, content);
    const found = profileNamed(putting, fullName) ?? makeProfile(putting, fullName, content);
    const description = textOf(content, 'description');
    if (description !== undefined) {
      writeRows(putting, 'Profile', 'update', [{ Id: found.id, Description: description }]);
    }
    const { owned } = found;
    const switched = userPermissions(putting, content);
    const changed = systemPermissionNames.filter(
      (name) => (switched.get(name) ?? owned.system.has(name)) !== owned.system.has(name),
    );
    if (changed.length > 0) {
      const flags = changed.map((name) => [`Permissions${name}`, switched.get(name)]);
      writeRows(putting, 'PermissionSet', 'update', [{ Id: owned.id, ...Object.fromEntries(flags) }]);
    }
    const wanted = { objects: objectEntries(putting, content), fields: fieldEntries(putting, content) };
    bringTo(putting, owned.id, wanted, 'merge');
    const name = metadataName(found.name);
    const before = recordOf(putting, 'Profile', name)?.content ?? {};
    saveContentOfRow(putting, 'Profile', found.id, name, mergeSettings(before, settingsOf(content)));
  },

  drop(asking, fullName) {
    const found = profileNamed(asking, fullName)!;
    if (!found.owned.isCustom)
      throw new MetadataProblem('DELETE_FAILED', `Cannot delete standard profile: ${fullName}`);
    writeRows(asking, 'Profile', 'delete', [{ Id: found.id }]);
    dropRecord(asking, 'Profile', metadataName(found.name));
  },

  recordId: (asking, fullName) => profileNamed(asking, fullName)?.id,
};

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
