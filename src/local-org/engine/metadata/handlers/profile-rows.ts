import { type PermissionSetRow, permissionSetRow } from '../permissions/permission-rows.ts';
import { literal, type Row, selectRows, writeRows } from '../rows.ts';
import { type Asking, MetadataProblem } from '../types.ts';
import { textOf, type Xml } from '../xml.ts';
import { licenceNamed } from './licence-named.ts';

/** Some standard profiles go by another name in metadata. */
const metadataNames: Readonly<Record<string, string>> = {
  'System Administrator': 'Admin',
  'Standard User': 'Standard',
};

export const metadataName = (name: string): string => metadataNames[name] ?? name;

export interface ProfileRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly license: string;
  /** The permission set that holds what the profile gives. */
  readonly owned: PermissionSetRow;
}

/** Names in metadata may be written as in an address: `Custom%3A Sales Profile`. */
function rowName(fullName: string): string {
  const lower = fullName.toLowerCase();
  const standard = Object.keys(metadataNames).find((known) => metadataNames[known]?.toLowerCase() === lower);
  return standard ?? fullName.replace(/%[0-9A-F]{2}/gi, (code) => decodeURIComponent(code));
}

export function profileNamed(asking: Asking, fullName: string): ProfileRow | undefined {
  const soql = `SELECT Id, Name, Description, UserLicense.Name FROM Profile WHERE Name = ${literal(rowName(fullName))} LIMIT 1`;
  const row = selectRows(asking, soql)[0];
  if (row === undefined) return undefined;
  const owned = permissionSetRow(asking, { ProfileId: String(row['Id']), IsOwnedByProfile: true });
  const license = row['UserLicense'] as Row | null | undefined;
  return (
    owned && {
      id: String(row['Id']),
      name: String(row['Name']),
      description: typeof row['Description'] === 'string' ? row['Description'] : undefined,
      license: String(license?.['Name'] ?? ''),
      owned,
    }
  );
}

/**
 * A profile of a name that the org does not have is made, for users of the licence that it names.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
 */
export function makeProfile(asking: Asking, fullName: string, content: Xml): ProfileRow {
  const licence = licenceNamed(asking, 'userLicense', textOf(content, 'userLicense'));
  if (licence === undefined)
    throw new MetadataProblem('REQUIRED_FIELD_MISSING', 'Required field is missing: userLicense');
  const name = rowName(fullName);
  const [id = ''] = writeRows(asking, 'Profile', 'insert', [
    { Name: name, UserLicenseId: licence, UserType: 'Standard' },
  ]);
  writeRows(asking, 'PermissionSet', 'insert', [
    {
      Name: `X${id.slice(0, 15)}`,
      Label: name,
      ProfileId: id,
      LicenseId: licence,
      IsOwnedByProfile: true,
      IsCustom: true,
      Type: 'Profile',
    },
  ]);
  return profileNamed(asking, fullName)!;
}
