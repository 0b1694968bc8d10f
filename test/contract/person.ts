import { readFileSync } from 'node:fs';
import { importPKCS8, SignJWT } from 'jose';
import { type ContractOrg, type Reply, soql } from './contract-org.ts';
import { mustDeploy, remove } from './deployment.ts';
import { fresh, setFile } from './ground.ts';
import { askToken } from './oauth.ts';

/** A user of the subject's own, who has nothing but what one permission set gives. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly setId: string;
  readonly assignmentId: string;
  /** Signed in as this user. */
  readonly org: ContractOrg;
}

export const systemGrants = (...names: readonly string[]): string =>
  names.map((name) => `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`).join('');

/** Who asks may sign in as others only where the key of a client is at hand. */
export async function signInAs(org: ContractOrg, username: string): Promise<Reply> {
  const { clientId = '', privateKeyFile = '' } = org.jwt ?? {};
  const key = await importPKCS8(readFileSync(privateKeyFile, 'utf8'), 'RS256');
  const claims = { iss: clientId, sub: username, aud: 'https://login.salesforce.com', exp: Date.now() + 180_000 };
  const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
  return askToken(org, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
}

const first = async (org: ContractOrg, text: string): Promise<string> =>
  (await org.call('GET', soql(text))).json.records[0].Id;

async function created(org: ContractOrg, object: string, row: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, text, json } = await org.call('POST', `sobjects/${object}`, row);
  if (status !== 201) throw new Error(`A row of ${object} was refused: ${text}`);
  return json.id;
}

/** What a user needs to be one, with the profile that gives nothing. */
export async function userRow(org: ContractOrg): Promise<Readonly<Record<string, unknown>>> {
  const name = fresh('contract').toLowerCase();
  return {
    Username: `${name}@contract.example`,
    LastName: 'Contract',
    Email: 'contract@contract.example',
    Alias: name.slice(-8),
    ProfileId: await first(org, "SELECT Id FROM Profile WHERE Name = 'Minimum Access - Salesforce'"),
    TimeZoneSidKey: 'Europe/Paris',
    LocaleSidKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
  };
}

/** Makes the set and the user, and has both taken away in the end: the set deleted, the user made inactive. */
export async function makePerson(org: ContractOrg, grants: string): Promise<Person> {
  const set = fresh('Contract_Person');
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, grants));
  org.later(() => remove(org, { PermissionSet: [set] }));
  const setId = await first(org, `SELECT Id FROM PermissionSet WHERE Name = '${set}'`);
  const row = await userRow(org);
  const username = String(row['Username']);
  const id = await created(org, 'User', row);
  org.later(() => org.call('PATCH', `sobjects/User/${id}`, { IsActive: false }));
  const assignmentId = await created(org, 'PermissionSetAssignment', { AssigneeId: id, PermissionSetId: setId });
  org.later(() => org.call('DELETE', `sobjects/PermissionSetAssignment/${assignmentId}`));
  const signedIn = await signInAs(org, username);
  const token: string = signedIn.json?.access_token;
  if (!token) throw new Error(`The new user was not let in: ${signedIn.text}`);
  const asPerson: ContractOrg = {
    ...org,
    token: () => token,
    call: (method, path, body, sent) => org.call(method, path, body, { token, ...sent }),
  };
  return { id, username, setId, assignmentId, org: asPerson };
}
