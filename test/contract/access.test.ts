import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, said, soql } from './contract-org.ts';
import { objectGrant } from './ground.ts';
import { refused } from './oauth.ts';
import { makePerson, type Person, signInAs, systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

/** The administrator, who makes a person of his own for each question. */
interface Ground {
  readonly admin: ContractOrg;
}

const reader = (admin: ContractOrg): Promise<Person> =>
  makePerson(admin, objectGrant('Account', 'allowRead') + systemGrants('ApiEnabled'));

const readAccounts = async ({ org }: Person) => coded(await org.call('GET', soql('SELECT Id FROM Account LIMIT 1')));

const disabled = [403, 'API_CURRENTLY_DISABLED'];
const over = [401, 'INVALID_SESSION_ID'];
const open = [200, undefined];

const cases: readonly Case<Ground>[] = [
  {
    belief: 'without API Enabled a session is let in nowhere',
    source: pages.restErrors,
    needs: 'jwt-app',
    ask: async ({ admin }) => {
      const person = await makePerson(admin, objectGrant('Account', 'allowRead'));
      return said(await person.org.call('GET', 'sobjects'));
    },
    answer: () => [403, [{ message: 'API is disabled for this User', errorCode: 'API_CURRENTLY_DISABLED' }]],
  },
  {
    belief: 'API Only User opens the API as API Enabled does',
    source: pages.minimalUser,
    needs: 'jwt-app',
    ask: async ({ admin }) =>
      readAccounts(await makePerson(admin, objectGrant('Account', 'allowRead') + systemGrants('ApiUserOnly'))),
    answer: () => open,
  },
  {
    belief: 'what an assignment gave ends with it, in a session that runs, and comes back with the next',
    source: pages.permissionSetAssignment,
    needs: 'jwt-app',
    ask: async ({ admin }) => {
      const person = await reader(admin);
      const { setId: PermissionSetId, id: AssigneeId } = person;
      const before = await readAccounts(person);
      await admin.call('DELETE', `sobjects/PermissionSetAssignment/${person.assignmentId}`);
      const without = await readAccounts(person);
      const again = await admin.call('POST', 'sobjects/PermissionSetAssignment', { AssigneeId, PermissionSetId });
      admin.later(() => admin.call('DELETE', `sobjects/PermissionSetAssignment/${again.json.id}`));
      return [before, without, await readAccounts(person)];
    },
    answer: () => [open, disabled, open],
  },
  {
    belief: 'the sessions of a user who is made inactive are over, and a login is refused',
    source: pages.userObject,
    needs: 'jwt-app',
    ask: async ({ admin }) => {
      const person = await reader(admin);
      await admin.call('PATCH', `sobjects/User/${person.id}`, { IsActive: false });
      return [await readAccounts(person), said(await signInAs(admin, person.username))];
    },
    answer: () => [over, refused('invalid_grant', 'inactive user')],
  },
  {
    belief: 'a frozen login lets nobody in, and a thawed one does',
    source: pages.userLogin,
    needs: 'jwt-app',
    ask: async ({ admin }) => {
      const person = await reader(admin);
      const found = await admin.call('GET', soql(`SELECT Id, IsFrozen FROM UserLogin WHERE UserId = '${person.id}'`));
      const login = found.json.records[0];
      await admin.call('PATCH', `sobjects/UserLogin/${login.Id}`, { IsFrozen: true });
      const frozen = (await signInAs(admin, person.username)).status;
      await admin.call('PATCH', `sobjects/UserLogin/${login.Id}`, { IsFrozen: false });
      return [login.IsFrozen, frozen, (await signInAs(admin, person.username)).status];
    },
    answer: () => [false, 400, 200],
  },
  {
    belief: 'the permission set of the profile is assigned with the others, and cannot be taken away',
    source: known,
    ask: async ({ admin }) => {
      const us = (await admin.call('GET', '/services/oauth2/userinfo')).json.user_id;
      const text = `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${us}' AND PermissionSet.IsOwnedByProfile = true`;
      const { json } = await admin.call('GET', soql(text));
      const taken = await admin.call('DELETE', `sobjects/PermissionSetAssignment/${json.records[0].Id}`);
      return [json.totalSize, taken.status];
    },
    answer: () => [1, 400],
  },
];

askAll(async (admin) => ({ admin }), cases);
