import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteRows, updateRows } from '../../src/salesforce/collections.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { manifest, metadata } from '../contract/deployment.ts';
import { connectingUser } from '../support/local-org.ts';
import { type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

let desk: MetricDesk;

const idsOf = async (object: string, where: string): Promise<readonly string[]> =>
  (await queryAll<{ Id: string }>(desk.admin, `SELECT Id FROM ${object} WHERE ${where}`)).map(({ Id }) => Id);

/** Gives the connecting user a profile, and takes the permission set that the licence of it does not allow. */
async function moveTo(profile: string): Promise<void> {
  const ofUser = `Assignee.Username = '${connectingUser}' AND PermissionSet.Name = 'Heap_Connecting_User'`;
  await deleteRows(desk.admin, await idsOf('PermissionSetAssignment', ofUser));
  const [ProfileId = ''] = await idsOf('Profile', `Name = '${profile}'`);
  const [Id = ''] = await idsOf('User', `Username = '${connectingUser}'`);
  const moved = await updateRows(desk.admin, 'User', [{ Id, ProfileId }]);
  expect(moved).toMatchObject([{ status: 'accepted' }]);
}

const refused =
  /Heap_Connecting_User was not assigned to heap-sync@heap\.local: Can't assign permission set "Heap Connecting User".*license doesn't allow/;

beforeAll(async () => {
  desk = await openMetricDesk('  - { name: Sessions, level: account, event: session, measure: count, lookback: 7d }\n');
});
afterAll(() => desk.close());

test('a permission set that the licence of the user does not allow is named, with the reason that the org gives', async () => {
  await moveTo('Minimum Access - API Only Integrations');
  const { code, stdout } = await desk.run('setup');
  expect([code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([68, expect.stringMatching(refused)]);
});

test('a user who cannot sign in for want of it is told the same, and not to run set-up once more for nothing', async () => {
  const profile = metadata('Profile', '<custom>true</custom><userLicense>Salesforce Integration</userLicense>');
  const files = { 'package.xml': manifest({ Profile: ['Silent'] }, '67.0'), 'profiles/Silent.profile': profile };
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  expect(desk.local.control.deploy(zip)).toMatchObject({ success: true });
  await moveTo('Silent');
  const { code, stderr } = await desk.run('setup');
  const said = stderr.replaceAll(/\s+/g, ' ');
  expect([code, said]).toEqual([16, expect.stringMatching(refused)]);
  expect(said).toContain('API_CURRENTLY_DISABLED');
  expect(said).not.toContain('heap-sf setup assigns');
});
