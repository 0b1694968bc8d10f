import { askAll, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { type Ground, objectGrant, prepareGround } from './ground.ts';
import { makePerson, type Person, systemGrants } from './person.ts';
import { pages } from './sources.ts';

/** Two users of an object that everybody may change: one who owns a row, and one who may not even read its kind. */
interface Owners extends Ground {
  readonly owner: Person;
  readonly stranger: Person;
}

const rights = ['allowCreate', 'allowEdit', 'allowRead'];

async function prepare(org: ContractOrg): Promise<Owners> {
  const ground = await prepareGround(org);
  const nobody: Person = { id: '', username: '', setId: '', assignmentId: '', org };
  if (org.jwt === undefined) return { ...ground, owner: nobody, stranger: nobody };
  const owner = await makePerson(org, objectGrant(ground.object, ...rights) + systemGrants('ApiEnabled'));
  return { ...ground, owner, stranger: await makePerson(org, systemGrants('ApiEnabled')) };
}

const give = async (from: ContractOrg, object: string, id: string, OwnerId: string) => {
  const { status, json } = await from.call('PATCH', `sobjects/${object}/${id}`, { OwnerId });
  return [status, json?.[0]?.errorCode];
};

const cases: readonly Case<Owners>[] = [
  {
    belief: 'a row is not given to a user who may not read its kind',
    source: pages.transfer,
    needs: 'jwt-app',
    ask: async ({ org, object, make, stranger }) => give(org, object, await make({}), stranger.id),
    answer: () => [400, 'TRANSFER_REQUIRES_READ'],
  },
  {
    belief: 'an owner gives his row away, and then no longer disposes of it',
    source: pages.transfer,
    needs: 'jwt-app',
    ask: async ({ org, object, owner }) => {
      const us = (await org.call('GET', '/services/oauth2/userinfo')).json.user_id;
      const { json } = await owner.org.call('POST', `sobjects/${object}`, {});
      const away = await give(owner.org, object, json.id, us);
      const [, code] = await give(owner.org, object, json.id, owner.id);
      return [away, code];
    },
    answer: () => [[204, undefined], 'INSUFFICIENT_ACCESS_OR_READONLY'],
  },
  {
    belief: 'Transfer Record lets who may change a row give it away',
    source: pages.transfer,
    needs: 'jwt-app',
    ask: async ({ org, object, make, owner }) => {
      const grants = objectGrant(object, ...rights) + systemGrants('ApiEnabled', 'TransferAnyEntity');
      const mover = await makePerson(org, grants);
      return give(mover.org, object, await make({}), owner.id);
    },
    answer: () => [204, undefined],
  },
];

askAll(prepare, cases);
