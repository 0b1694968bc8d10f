import { handlerFor } from '../metadata/registry.ts';
import { selectRows } from '../metadata/rows.ts';
import type { Asking, Component, Putting } from '../metadata/types.ts';
import { xmlOf } from '../metadata/xml.ts';
import type { SecurityType } from './installed-packages.ts';

const administrator = 'System Administrator';

/** Names of the profiles that an installation may be told to give access to. `asking` sees all of them. */
export const customProfiles = (asking: Asking): readonly string[] =>
  selectRows(
    asking,
    'SELECT Profile.Name FROM PermissionSet WHERE IsOwnedByProfile = true AND IsCustom = true ORDER BY Profile.Name',
  ).map((row) => String((row['Profile'] as Readonly<Record<string, unknown>> | null)?.['Name']));

/** The profiles that an installation gives access to, by name. */
export function profilesFor(putting: Putting, security: SecurityType, chosen: readonly string[]): readonly string[] {
  const custom = customProfiles(putting);
  const among = { Full: custom, None: [], Custom: custom.filter((name) => chosen.includes(name)) }[security];
  return [administrator, ...among];
}

/**
 * What an installation gives to profiles: all on the objects that it brings, and on their fields, tabs and apps. Only
 * what is new counts, so that an upgrade takes nothing back; standard profiles but for the administrator's stay as they are.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_profiles.htm
 */
export function giveAccess(putting: Putting, profiles: readonly string[], brought: readonly Component[]): void {
  const content = {
    applicationVisibilities: brought
      .filter(({ type }) => type === 'CustomApplication')
      .map(({ fullName }) => xmlOf({ application: fullName, default: false, visible: true })),
    objectPermissions: brought
      .filter(({ type, fullName }) => type === 'CustomObject' && /__c$/i.test(fullName))
      .map(({ fullName }) =>
        xmlOf({ object: fullName, allowCreate: true, allowDelete: true, allowEdit: true, allowRead: true }),
      ),
    fieldPermissions: brought.flatMap(({ type, fullName }) =>
      type === 'CustomField' ? fieldAccess(putting, fullName) : [],
    ),
    tabVisibilities: brought
      .filter(({ type }) => type === 'CustomTab')
      .map(({ fullName }) => xmlOf({ tab: fullName, visibility: 'DefaultOn' })),
  };
  const given = Object.fromEntries(Object.entries(content).filter(([, entries]) => entries.length > 0));
  for (const profile of profiles) {
    // The administrator has more on new objects already than this would leave.
    const { objectPermissions: _, ...rest } = given;
    handlerFor('Profile').put(putting, profile, profile === administrator ? rest : given);
  }
}

function fieldAccess({ engine }: Putting, fullName: string) {
  const [object = '', name = ''] = fullName.split('.');
  const field = engine.schema.field(object, name);
  if (field === undefined || !field.permissionable) return [];
  return [xmlOf({ field: fullName, readable: true, editable: field.creatable || field.updatable })];
}
