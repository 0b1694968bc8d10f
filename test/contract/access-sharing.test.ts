import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, soql } from './contract-org.ts';
import { mustDeploy, remove } from './deployment.ts';
import { fieldGrant, fresh, objectGrant, objectXml } from './ground.ts';
import { makePerson, systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

type Row = Readonly<Record<string, unknown>>;

/** Two objects, closed and open to read, with a row of the administrator's each; and a user with every right but View All and Modify All. */
interface Shared {
  readonly admin: ContractOrg;
  readonly user: ContractOrg;
  readonly userId: string;
  readonly closed: string;
  readonly readable: string;
  readonly theirs: Readonly<Record<string, string>>;
}

const withDefault = (object: string, model: string): string =>
  objectXml(object).replace('<sharingModel>ReadWrite<', `<sharingModel>${model}<`);

const make = async (org: ContractOrg, object: string, row: Row = {}): Promise<string> =>
  (await org.call('POST', `sobjects/${object}`, row)).json.id;

async function prepare(admin: ContractOrg): Promise<Shared> {
  const closed = `${fresh('Contract_Closed')}__c`;
  const readable = `${fresh('Contract_Read')}__c`;
  if (admin.jwt === undefined) return { admin, user: admin, userId: '', closed, readable, theirs: {} };
  const members = { CustomObject: [closed, readable] };
  await mustDeploy(admin, members, {
    [`objects/${closed}.object`]: withDefault(closed, 'Private'),
    [`objects/${readable}.object`]: withDefault(readable, 'Read'),
  });
  admin.later(() => remove(admin, members));
  const rights = ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead'];
  const grants = [closed, readable].map((object) => objectGrant(object, ...rights));
  grants.push(fieldGrant(`${closed}.Parent__c`, true), objectGrant('Account', 'allowRead'));
  grants.push(objectGrant('Contact', 'allowRead'), systemGrants('ApiEnabled'));
  const { org: user, id: userId } = await makePerson(admin, grants.join(''));
  const theirs = { [closed]: await make(admin, closed), [readable]: await make(admin, readable) };
  return { admin, user, userId, closed, readable, theirs };
}

const cases: readonly Case<Shared>[] = [
  {
    belief: 'of a private object a user sees the rows that are his own',
    source: pages.sharingDefaults,
    needs: 'jwt-app',
    ask: async ({ user, closed, readable }) => {
      const own = await make(user, closed);
      const { json } = await user.call('GET', soql(`SELECT Id FROM ${closed}`));
      const all = await user.call('GET', soql(`SELECT Id FROM ${readable}`));
      return [json.records.every(({ Id }: { Id: string }) => Id === own), json.totalSize, all.json.totalSize];
    },
    answer: () => [true, 1, 1],
  },
  {
    belief: 'a row that is not seen is read as one that does not exist',
    source: pages.restErrors,
    needs: 'jwt-app',
    ask: async ({ user, closed, theirs }) => coded(await user.call('GET', `sobjects/${closed}/${theirs[closed]}`)),
    answer: () => [404, 'NOT_FOUND'],
  },
  {
    belief: 'a row that is only seen is not changed, and one that is not seen is no row to refer to',
    source: known,
    needs: 'jwt-app',
    ask: async ({ user, closed, readable, theirs }) => {
      const change = async (object: string) =>
        (await user.call('PATCH', `sobjects/${object}/${theirs[object]}`, {})).json[0].errorCode;
      return [await change(readable), await change(closed)];
    },
    answer: () => ['INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'],
  },
  {
    belief: 'nor is it deleted',
    source: known,
    needs: 'jwt-app',
    ask: async ({ user, readable, theirs }) =>
      (await user.call('DELETE', `sobjects/${readable}/${theirs[readable]}`)).json[0].errorCode,
    answer: () => 'INSUFFICIENT_ACCESS_OR_READONLY',
  },
  {
    belief: 'a lookup does not lead to a row that the user does not see',
    source: known,
    needs: 'jwt-app',
    ask: async ({ user, closed, theirs }) =>
      (await user.call('POST', `sobjects/${closed}`, { Parent__c: theirs[closed] })).json[0].errorCode,
    answer: () => 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  },
  {
    belief: "a contact without an account is its owner's alone",
    source: pages.contactSharing,
    needs: 'jwt-app',
    ask: async ({ admin, user }) => {
      const alone = await make(admin, 'Contact', { LastName: 'Contract' });
      admin.later(() => admin.call('DELETE', `sobjects/Contact/${alone}`));
      return coded(await user.call('GET', `sobjects/Contact/${alone}`));
    },
    answer: () => [404, 'NOT_FOUND'],
  },
  {
    belief: 'who stands above the owner in the role hierarchy sees the row and changes it',
    source: pages.roleHierarchy,
    needs: 'jwt-app',
    ask: async ({ admin, user, userId, closed }) => {
      const own = await make(user, closed);
      const boss = await makePerson(admin, objectGrant(closed, 'allowRead', 'allowEdit') + systemGrants('ApiEnabled'));
      const see = async () => (await boss.org.call('GET', `sobjects/${closed}/${own}`)).status;
      const before = await see();
      const above = await make(admin, 'UserRole', { Name: fresh('Above') });
      const below = await make(admin, 'UserRole', { Name: fresh('Below'), ParentRoleId: above });
      const place = (id: string, UserRoleId: string | null) =>
        admin.call('PATCH', `sobjects/User/${id}`, { UserRoleId });
      admin.later(() => admin.call('DELETE', `sobjects/UserRole/${above}`));
      admin.later(() => admin.call('DELETE', `sobjects/UserRole/${below}`));
      admin.later(() => Promise.all([place(boss.id, null), place(userId, null)]));
      await place(boss.id, above);
      await place(userId, below);
      return [before, await see(), (await boss.org.call('PATCH', `sobjects/${closed}/${own}`, {})).status];
    },
    answer: () => [404, 200, 204],
  },
  {
    belief: 'Modify All Data opens every row to an administrator',
    source: pages.sharingDefaults,
    needs: 'jwt-app',
    ask: async ({ admin, user, closed }) => {
      const own = await make(user, closed);
      return (await admin.call('PATCH', `sobjects/${closed}/${own}`, {})).status;
    },
    answer: () => 204,
  },
];

askAll(prepare, cases);
