import { askAll, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { fieldGrant, type Ground, objectGrant, prepareGround } from './ground.ts';
import { makePerson, systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

interface Stamped extends Ground {
  readonly us: string;
}

async function prepare(org: ContractOrg): Promise<Stamped> {
  const ground = await prepareGround(org);
  return { ...ground, us: (await org.call('GET', '/services/oauth2/userinfo')).json.user_id };
}

const stamps = 'CreatedById,CreatedDate,LastModifiedById,LastModifiedDate,SystemModstamp';
const read = async ({ org, object }: Ground, id: string) =>
  (await org.call('GET', `sobjects/${object}/${id}?fields=${stamps},OwnerId`)).json;

const scopesOf = async (org: ContractOrg, object: string): Promise<readonly string[]> =>
  (await org.call('GET', `sobjects/${object}/describe`)).json.supportedScopes.map(({ name }: { name: string }) => name);

const cases: readonly Case<Stamped>[] = [
  {
    belief: 'a new row is its maker’s, made and changed by him at one moment',
    source: pages.systemFields,
    ask: async (ground) => {
      const row = await read(ground, await ground.make({}));
      return [
        [row.CreatedById, row.LastModifiedById, row.OwnerId].every((id) => id === ground.us),
        row.CreatedDate === row.LastModifiedDate && row.CreatedDate === row.SystemModstamp,
      ];
    },
    answer: () => [true, true],
  },
  {
    belief: 'a change by somebody else leaves maker and moment of making, and names who made it',
    source: pages.systemFields,
    needs: 'jwt-app',
    ask: async (ground) => {
      const { org, object, us } = ground;
      const id = await ground.make({});
      const before = await read(ground, id);
      const grants = objectGrant(object, 'allowEdit', 'allowRead') + fieldGrant(`${object}.Note__c`, true);
      const person = await makePerson(org, grants + systemGrants('ApiEnabled'));
      await person.org.call('PATCH', `sobjects/${object}/${id}`, { Note__c: 'theirs' });
      const after = await read(ground, id);
      return [
        after.CreatedById === us && after.CreatedDate === before.CreatedDate,
        after.LastModifiedById === person.id,
        after.SystemModstamp >= before.SystemModstamp,
      ];
    },
    answer: () => [true, true, true],
  },
  {
    belief: 'a new row that is given no owner is its maker’s',
    source: known,
    ask: async (ground) => (await read(ground, await ground.make({ OwnerId: null }))).OwnerId === ground.us,
    answer: () => true,
  },
  {
    belief: 'no row is left without an owner',
    source: known,
    ask: async ({ org, object, make }) =>
      (await org.call('PATCH', `sobjects/${object}/${await make({})}`, { OwnerId: null })).status,
    answer: () => 400,
  },
  {
    belief: 'describe offers the scope of one’s own where rows have an owner, and everything anywhere',
    source: pages.queryScope,
    ask: async ({ org, object }) => {
      const own = (scopes: readonly string[]) => ['everything', 'mine'].filter((name) => scopes.includes(name));
      return [own(await scopesOf(org, object)), own(await scopesOf(org, 'User'))];
    },
    answer: () => [['everything', 'mine'], ['everything']],
  },
];

askAll(prepare, cases);
