import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { mustDeploy, remove } from './deployment.ts';
import { fresh, objectGrant, objectXml } from './ground.ts';
import { makePerson, systemGrants } from './person.ts';
import { pages } from './sources.ts';

/** A private object with a row that a queue owns, and a user who may use the object and is no member yet. */
interface Queued {
  readonly admin: ContractOrg;
  readonly user: ContractOrg;
  readonly userId: string;
  readonly object: string;
  readonly row: string;
  readonly queue: string;
}

const make = async (org: ContractOrg, object: string, row: Readonly<Record<string, unknown>>): Promise<string> => {
  const made = await org.call('POST', `sobjects/${object}`, row);
  if (made.status !== 201) throw new Error(`A row of ${object} was refused: ${made.text}`);
  return made.json.id;
};

async function prepare(admin: ContractOrg): Promise<Queued> {
  const object = `${fresh('Contract_Queued')}__c`;
  if (admin.jwt === undefined) return { admin, user: admin, userId: '', object, row: '', queue: '' };
  await mustDeploy(
    admin,
    { CustomObject: [object] },
    { [`objects/${object}.object`]: objectXml(object).replace('<sharingModel>ReadWrite<', '<sharingModel>Private<') },
  );
  admin.later(() => remove(admin, { CustomObject: [object] }));
  const name = fresh('Contract_Queue');
  const queue = await make(admin, 'Group', { Name: name, DeveloperName: name, Type: 'Queue' });
  admin.later(() => admin.call('DELETE', `sobjects/Group/${queue}`));
  await make(admin, 'QueueSobject', { QueueId: queue, SobjectType: object });
  const row = await make(admin, object, { OwnerId: queue });
  const grants = objectGrant(object, 'allowCreate', 'allowEdit', 'allowRead') + systemGrants('ApiEnabled');
  const { org: user, id: userId } = await makePerson(admin, grants);
  return { admin, user, userId, object, row, queue };
}

const sees = async ({ user, object }: Queued): Promise<number> =>
  (await user.call('GET', soql(`SELECT Id FROM ${object}`))).json.totalSize;

/** What the user sees while somebody is a member of a group, and what after. */
async function whileMember(ground: Queued, GroupId: string, UserOrGroupId: string): Promise<readonly number[]> {
  const member = await make(ground.admin, 'GroupMember', { GroupId, UserOrGroupId });
  const within = await sees(ground);
  await ground.admin.call('DELETE', `sobjects/GroupMember/${member}`);
  return [within, await sees(ground)];
}

const cases: readonly Case<Queued>[] = [
  {
    belief: 'the rows of a queue are its members’, as long as they are members',
    source: pages.queues,
    needs: 'jwt-app',
    ask: async (ground) => [await sees(ground), ...(await whileMember(ground, ground.queue, ground.userId))],
    answer: () => [0, 1, 0],
  },
  {
    belief: 'who is in a group that is a member of the queue sees them too',
    source: pages.queues,
    needs: 'jwt-app',
    ask: async (ground) => {
      const name = fresh('Contract_Group');
      const group = await make(ground.admin, 'Group', { Name: name, DeveloperName: name, Type: 'Regular' });
      ground.admin.later(() => ground.admin.call('DELETE', `sobjects/Group/${group}`));
      await make(ground.admin, 'GroupMember', { GroupId: group, UserOrGroupId: ground.userId });
      return whileMember(ground, ground.queue, group);
    },
    answer: () => [1, 0],
  },
  {
    belief: 'a member takes a row out of the queue by becoming its owner',
    source: pages.queues,
    needs: 'jwt-app',
    ask: async (ground) => {
      const { admin, user, userId, object, row, queue } = ground;
      await make(admin, 'GroupMember', { GroupId: queue, UserOrGroupId: userId });
      const taken = await user.call('PATCH', `sobjects/${object}/${row}`, { OwnerId: userId });
      return [taken.status, await sees(ground)];
    },
    answer: () => [204, 1],
  },
];

askAll(prepare, cases);
