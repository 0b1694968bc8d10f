import { userSettings } from '../../../access/user-settings.ts';
import type { ApiErrorEntry } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import { entry, type HouseRule, type HouseWrite, notListed } from './house-rule.ts';
import { countLicences, licenceFree } from './user-licences.ts';
import { keepUserLogin } from './user-login.ts';

/**
 * A user has a name that nobody else has, settings that exist, and a licence of the profile's kind while active.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm
 * The words for duplicates are Observed: answers quoted in public issues. Those for the form of a username are not
 * documented; believed.
 */
export const user: HouseRule = {
  check(write) {
    return misnamed(write) ?? unknownSetting(write) ?? unlicensed(write);
  },
  saved(context, id) {
    nickname(context, id);
    keepUserLogin(context, id);
    assignProfileSet(context, id);
    countLicences(context);
  },
};

function taken({ context, id, row }: HouseWrite, field: 'Username' | 'CommunityNickname'): boolean {
  return context.store
    .prepare(`SELECT Id FROM User WHERE "${field}" = ? COLLATE NOCASE`)
    .rows(row(field))
    .some(([other]) => other !== id);
}

function misnamed(write: HouseWrite): ApiErrorEntry | undefined {
  const { given, row } = write;
  if (given('Username') !== undefined) {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(String(row('Username')))) {
      return entry(
        'INVALID_EMAIL_ADDRESS',
        'Username must be in the form of an email address (for example, john@acme.com)',
        'Username',
      );
    }
    if (taken(write, 'Username') || write.context.usernameTaken(String(row('Username')))) {
      return entry(
        'DUPLICATE_USERNAME',
        "Duplicate Username.<br>The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address). ",
        'Username',
      );
    }
  }
  if (typeof given('CommunityNickname') === 'string' && taken(write, 'CommunityNickname')) {
    return entry(
      'DUPLICATE_COMM_NICKNAME',
      'Duplicate Nickname.<br>Another user has already selected this nickname.<br>Please select another.',
      'CommunityNickname',
    );
  }
  return undefined;
}

function unknownSetting({ object, given }: HouseWrite): ApiErrorEntry | undefined {
  for (const [name, exists] of Object.entries(userSettings)) {
    const value = given(name);
    if (typeof value !== 'string' || exists(value)) continue;
    return notListed(object.fields.get(name.toLowerCase())?.label ?? name, value, name);
  }
  return undefined;
}

function unlicensed({ context, id, given, row }: HouseWrite): ApiErrorEntry | undefined {
  const active = id === undefined ? (given('IsActive') ?? 1) : row('IsActive');
  if (context.platform || active !== 1 || licenceFree(context.store, row('ProfileId'), id)) return undefined;
  return entry('LICENSE_LIMIT_EXCEEDED', 'License Limit Exceeded');
}

/** A user who has chosen none gets a nickname. */
function nickname({ store }: RecordContext, id: string): void {
  store
    .prepare(`UPDATE User SET CommunityNickname = 'User' || ? WHERE Id = ? AND CommunityNickname IS NULL`)
    .run(id, id);
}

/** The permission set of the profile is assigned like any other, and changes with the profile. */
function assignProfileSet(context: RecordContext, id: string): void {
  const { store, schema, serials } = context;
  const wanted = store
    .prepare(
      'SELECT s.Id FROM PermissionSet s JOIN User u ON s.ProfileId = u.ProfileId WHERE u.Id = ? AND s.IsOwnedByProfile = 1',
    )
    .row(id)?.[0];
  const held = store
    .prepare(
      'SELECT a.Id, s.Id FROM PermissionSetAssignment a JOIN PermissionSet s ON s.Id = a.PermissionSetId WHERE a.AssigneeId = ? AND s.IsOwnedByProfile = 1',
    )
    .row(id);
  if (held?.[1] === wanted) return;
  if (held !== undefined) store.prepare('DELETE FROM PermissionSetAssignment WHERE Id = ?').run(held[0] ?? null);
  if (wanted !== undefined) {
    store
      .prepare(
        'INSERT INTO PermissionSetAssignment (Id, PermissionSetId, AssigneeId, IsActive, SystemModstamp) VALUES (?, ?, ?, 1, ?)',
      )
      .run(serials.nextId(schema.object('PermissionSetAssignment')!), wanted, id, context.stamp());
  }
  context.touched('PermissionSetAssignment');
}
