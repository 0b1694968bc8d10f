import { expect, test } from 'vitest';
import { readLevelView } from '../../src/properties/level-view.ts';
import { insertRows, type Row } from '../../src/salesforce/collections.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { withLocalOrg } from '../support/local-org.ts';

async function make(admin: Org, object: string, row: Row): Promise<string> {
  const [outcome] = await insertRows(admin, object, [row]);
  if (outcome?.status !== 'accepted') throw new Error(`${object}: ${JSON.stringify(outcome)}`);
  return outcome.id ?? '';
}

/** A user who may use the API, read accounts, and what else is named. */
async function makeReader(admin: Org, username: string, permissions: Row): Promise<void> {
  const [profile] = await queryAll<{ Id: string }>(
    admin,
    "SELECT Id FROM Profile WHERE Name = 'Minimum Access - Salesforce'",
  );
  const name = username.slice(0, 5);
  const user = await make(admin, 'User', {
    Username: username,
    LastName: name,
    Email: 'reader@example.com',
    Alias: name,
    ProfileId: profile!.Id,
    TimeZoneSidKey: 'Europe/Paris',
    LocaleSidKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
  });
  const set = await make(admin, 'PermissionSet', {
    Name: name,
    Label: name,
    PermissionsApiEnabled: true,
    ...permissions,
  });
  await make(admin, 'ObjectPermissions', { ParentId: set, SobjectType: 'Account', PermissionsRead: true });
  await make(admin, 'PermissionSetAssignment', { AssigneeId: user, PermissionSetId: set });
}

test('what is hidden is told by an admin, by Tooling to whoever may view Setup, and else by nobody', async () => {
  await withLocalOrg(async (server) => {
    const admin = await server.connect();
    await makeReader(admin, 'plain@example.com', {});
    await makeReader(admin, 'setup@example.com', { PermissionsViewSetup: true, PermissionsViewRoles: true });
    const plain = await server.connect({ username: 'plain@example.com' });
    const setup = await server.connect({ username: 'setup@example.com' });

    const told = await readLevelView(plain, admin, 'account', []);
    expect(told.hidden).toMatchObject({ told: 'by-admin' });
    const names = (view: typeof told) =>
      view.hidden.told === 'not' ? [] : view.hidden.fields.map(({ name }) => name).sort();
    expect(names(told)).toEqual(expect.arrayContaining(['BillingCity', 'Industry', 'Phone']));
    expect(names(told)).not.toContain('Name');

    const alone = await readLevelView(setup, setup, 'account', []);
    expect(alone).not.toHaveProperty('admin');
    expect(alone.hidden).toMatchObject({ told: 'by-tooling' });
    expect(names(alone)).toEqual(names(told));

    const unknowing = await readLevelView(plain, plain, 'account', []);
    expect(unknowing.hidden).toEqual({ told: 'not', because: expect.stringContaining('EntityParticle') });
  });
});
