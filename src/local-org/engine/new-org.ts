import { Mistake } from '../../base/errors.ts';
import { grantStandard, standardProfiles } from './access/profile-grants.ts';
import { permissionSetLicences, userLicences } from './access/user-licences.ts';
import { ApiError } from './api-error.ts';
import { idOf } from './ids.ts';
import { kindFields, type OrgKind } from './org-kind.ts';
import type { Edition } from './schema/edition.ts';
import type { Schema, Session } from './types.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows by object, as sample data has them. Ids and dates may be set. */
export type Seed = Readonly<Record<string, readonly Row[]>>;

/** Writes rows whatever their shape; a row that is refused ends it all, since the data is then not what it should be. */
export function plant(platform: Session, object: string, rows: readonly Row[]): void {
  const writers = new Map<string, ReturnType<Session['writer']>>();
  for (const row of rows) {
    const columns = Object.keys(row).filter((name) => name !== 'attributes');
    const shape = columns.join();
    let writer = writers.get(shape);
    if (!writer) {
      writer = seedWriter(platform, object, columns);
      writers.set(shape, writer);
    }
    const outcome = writer.write(columns.map((name) => row[name]));
    if (outcome.status === 'done') continue;
    const [error] = outcome.errors;
    throw refusedSeed(object, `${error?.code}: ${error?.message} (${JSON.stringify(row).slice(0, 300)})`);
  }
}

function seedWriter(platform: Session, object: string, columns: readonly string[]): ReturnType<Session['writer']> {
  try {
    return platform.writer({ object, operation: 'insert', columns, cells: 'json', dialect: 'rest' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const why = error.code === 'NOT_FOUND' ? 'a new org has no such object' : `${error.code}: ${error.message}`;
    throw refusedSeed(object, why);
  }
}

function refusedSeed(object: string, why: string): Mistake {
  return new Mistake({
    trouble: 'definition',
    message: `The org cannot begin with this row of ${object}: ${why}.`,
    actions: ['Mend the seed: rows by the API names of objects and fields that a new org has.'],
    facts: { object },
  });
}

/** A user that an org begins with; `profile` is its place among the standard profiles, 0 for the administrator's. */
export interface FirstUser {
  readonly Username: string;
  readonly Email: string;
  readonly FirstName: string;
  readonly LastName: string;
  readonly Alias: string;
  readonly profile: number;
}

const heapPeople = [
  { Username: 'admin@heap.local', LastName: 'Administrator', FirstName: 'Heap', Alias: 'admin', profile: 0 },
  { Username: 'heap-sync@heap.local', LastName: 'Connecting User', FirstName: 'Heap', Alias: 'hsync', profile: 2 },
] as const;

/** The users that an org begins with when it is told of none; the suffix tells them from those of other orgs. */
export const firstUsers = (suffix: string): readonly FirstUser[] =>
  heapPeople.map((person) => ({ ...person, Username: person.Username + suffix, Email: person.Username }));

export const administratorId = idOf('005', 1);

export const administratorSetId = idOf('0PS', 1);

interface Furnishing {
  readonly organizationId: string;
  readonly name: string;
  readonly kind: OrgKind;
  readonly edition: Edition;
  readonly licences: number;
  readonly people: readonly FirstUser[];
  /** When it runs out; never unless said. */
  readonly expires: Date | undefined;
  readonly namespace: string | undefined;
  readonly country: string | undefined;
}

/** What every org starts with: itself, its profiles with what they give, and its first users. */
export function furnish(platform: Session, schema: Schema, about: Furnishing): void {
  plant(platform, 'Organization', [
    {
      Id: about.organizationId,
      DefaultLocaleSidKey: 'en_US',
      TimeZoneSidKey: 'America/Los_Angeles',
      LanguageLocaleKey: 'en_US',
      FiscalYearStartMonth: 1,
      ...kindFields(about.kind, about.expires),
      ...(about.namespace === undefined ? {} : { NamespacePrefix: about.namespace }),
      Country: about.country ?? 'US',
      Name: about.name,
      OrganizationType: about.edition,
    },
  ]);
  plant(
    platform,
    'UserLicense',
    userLicences.map(({ name, key, total }, place) => ({
      Id: idOf('100', place + 1),
      Name: name,
      MasterLabel: name,
      LicenseDefinitionKey: key,
      Status: 'Active',
      TotalLicenses: total(about.edition, about.licences),
      UsedLicenses: 0,
    })),
  );
  plant(
    platform,
    'PermissionSetLicense',
    permissionSetLicences.map(({ name, label }) => ({
      DeveloperName: name,
      PermissionSetLicenseKey: name,
      MasterLabel: label,
      Status: 'Active',
      TotalLicenses: userLicences
        .find(({ standardObjectsWith }) => standardObjectsWith === name)
        ?.total(about.edition, about.licences),
      UsedLicenses: 0,
    })),
  );
  for (const [place, profile] of standardProfiles.entries()) {
    const profileId = idOf('00e', place + 1);
    const licenseId = idOf('100', userLicences.findIndex(({ name }) => name === profile.licence) + 1);
    const setId = idOf('0PS', place + 1);
    plant(platform, 'Profile', [{ Id: profileId, Name: profile.name, UserLicenseId: licenseId, UserType: 'Standard' }]);
    plant(platform, 'PermissionSet', [
      {
        Id: setId,
        Name: profile.setName,
        Label: profile.name,
        ProfileId: profileId,
        LicenseId: licenseId,
        IsOwnedByProfile: true,
        IsCustom: false,
        Type: 'Profile',
        ...Object.fromEntries(profile.system.map((name) => [`Permissions${name}`, true])),
      },
    ]);
    grantStandard(platform, schema, setId, profile);
  }
  plant(
    platform,
    'User',
    about.people.map(({ profile, ...person }, place) => ({
      Id: idOf('005', place + 1),
      ...person,
      CommunityNickname: person.Alias,
      IsActive: true,
      TimeZoneSidKey: 'America/Los_Angeles',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      ProfileId: idOf('00e', profile + 1),
    })),
  );
}
