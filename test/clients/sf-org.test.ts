import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectingUser } from '../support/local-org.ts';
import { administrator, type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.gives('project deploy start --source-dir force-app');
});
afterAll(() => desk.close());

describe('sf on the objects and limits of a local org', { timeout: patience }, () => {
  it.each([
    ['all', ['Account', 'Heap_Account_Usage__c']],
    ['custom', ['Heap_Account_Usage__c']],
    ['standard', ['Account']],
  ])('lists %s objects', async (kind, names) => {
    const listed: readonly string[] = await desk.gives(`sobject list --sobject ${kind}`);
    expect(listed).toEqual(expect.arrayContaining(names));
    expect(listed.includes('Account')).toBe(kind !== 'custom');
  });

  it('describes an object', async () => {
    const described = await desk.gives('sobject describe --sobject Heap_Account_Usage__c');
    expect(described).toMatchObject({ name: 'Heap_Account_Usage__c', custom: true, label: 'Heap Account Usage' });
    expect(described.fields).toContainEqual(expect.objectContaining({ name: 'Name', type: 'string' }));
  });

  it('says that there is no such object', async () => {
    const answer = await desk.sf('sobject describe --json --sobject Nothing__c');
    expect(answer.exitCode).not.toBe(0);
    expect(answer.json().message).toContain('The requested resource does not exist');
  });

  it('shows the limits', async () => {
    const limits: readonly { name: string; max: number; remaining: number }[] = await desk.gives('org list limits');
    const requests = limits.find(({ name }) => name === 'DailyApiRequests');
    expect(requests!.max).toBeGreaterThanOrEqual(15_000);
    expect(requests!.remaining).toBeLessThan(requests!.max);
    expect(await desk.says('org list limits')).toContain('DailyApiRequests');
  });

  it('asks any address', async () => {
    const text = await desk.says('api request rest', ['/services/data/v67.0/sobjects/Account/describe']);
    expect(JSON.parse(text)).toMatchObject({ name: 'Account', keyPrefix: '001' });
    const refused = await desk.sf('api request rest', ['/services/data/v67.0/sobjects/Nothing__c']);
    expect(refused.stdout + refused.stderr).toContain('NOT_FOUND');
  });

  it('sends a body', async () => {
    const words = ['/services/data/v67.0/sobjects/Account', '--method', 'POST', '--body', '{"Name":"By hand"}'];
    expect(JSON.parse(await desk.says('api request rest', words))).toMatchObject({ success: true });
    expect(await desk.rows("SELECT Id FROM Account WHERE Name = 'By hand'")).toHaveLength(1);
  });
});

describe('sf on the users of a local org', { timeout: patience }, () => {
  it('assigns permission sets, to oneself and to others', async () => {
    await desk.says('org assign permset --name Heap_Usage_Viewer');
    const words = `org assign permset --name Heap_Usage_Sync --name Heap_Connecting_User --on-behalf-of ${connectingUser}`;
    expect(await desk.gives(words)).toMatchObject({ failures: [], successes: [{}, {}] });
    const assigned = await desk.rows(
      'SELECT Assignee.Username, PermissionSet.Name FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = false',
    );
    const pairs = assigned.map((row) => `${row.Assignee.Username} ${row.PermissionSet.Name}`);
    expect(pairs).toEqual(
      expect.arrayContaining([`${administrator} Heap_Usage_Viewer`, `${connectingUser} Heap_Connecting_User`]),
    );
  });

  it('does not assign a set that is not there, or the same one twice', async () => {
    for (const name of ['Never_There', 'Heap_Usage_Viewer']) {
      const answer = await desk.sf(`org assign permset --json --name ${name}`);
      expect(answer.exitCode).not.toBe(0);
      expect(answer.json().result).toMatchObject({ successes: [], failures: [{ name: administrator }] });
    }
  });

  it('has no permission set licenses to assign', async () => {
    const answer = await desk.sf('org assign permsetlicense --json --name Einstein');
    expect(answer.exitCode).not.toBe(0);
    expect(answer.stdout).toMatch(/PermissionSetLicense/);
  });

  it('lists them', async () => {
    const users = await desk.gives('org list users');
    expect(users).toContainEqual(
      expect.objectContaining({ username: administrator, profileName: 'System Administrator' }),
    );
    expect(await desk.says('org list users')).toContain(administrator);
  });

  it('shows the one who is signed in', async () => {
    expect(await desk.gives('org display user')).toMatchObject({
      username: administrator,
      orgId: desk.org.organizationId,
      profileName: 'System Administrator',
    });
  });

  it('generates a password', async () => {
    const { username, password } = await desk.gives('org generate password');
    expect(username).toBe(administrator);
    expect(password).toHaveLength(20);
  });
});
