import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql, until } from './contract-org.ts';
import { metadata, mustDeploy, remove } from './deployment.ts';
import { fieldGrant, fresh, objectGrant, prepareGround, setFile } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

interface Accounts {
  readonly org: ContractOrg;
  /** Makes an account that is cleared away in the end, and gives its Id. */
  account(): Promise<string>;
}

async function accounts(org: ContractOrg): Promise<Accounts> {
  return {
    org,
    async account() {
      const made = await org.call('POST', 'sobjects/Account', { Name: fresh('Contract Merge') });
      if (made.status !== 201) throw new Error(`No account: ${made.text}`);
      org.later(() => org.call('DELETE', `sobjects/Account/${made.json.id}`));
      return made.json.id;
    },
  };
}

const merge = (org: ContractOrg, master: string, loser: string, inside = '') =>
  soapCall(
    org,
    'u',
    `<merge><request><masterRecord xmlns:o="urn:sobject.partner.soap.sforce.com"><o:type>Account</o:type><o:Id>${master}</o:Id>${inside}</masterRecord><recordToMergeIds>${loser}</recordToMergeIds></request></merge>`,
  );

const lookupXml = `<fields><fullName>Account__c</fullName><deleteConstraint>SetNull</deleteConstraint><label>Account</label>
  <referenceTo>Account</referenceTo><relationshipLabel>Contracts</relationshipLabel><relationshipName>Contracts</relationshipName><type>Lookup</type></fields>`;

/** Gives ourselves what a new field needs to be seen; resolves to how it is taken away. */
async function makeVisible(org: ContractOrg, grants: string): Promise<() => Promise<unknown>> {
  const set = fresh('Contract_See');
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, grants));
  const { json } = await org.call('GET', soql(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`));
  const us = (await org.call('GET', '/services/oauth2/userinfo')).json.user_id;
  const row = { AssigneeId: us, PermissionSetId: json.records[0].Id };
  const assigned = await org.call('POST', 'sobjects/PermissionSetAssignment', row);
  return async () => {
    await org.call('DELETE', `sobjects/PermissionSetAssignment/${assigned.json.id}`);
    return remove(org, { PermissionSet: [set] });
  };
}

const cases: readonly Case<Accounts>[] = [
  {
    belief:
      'the loser of a merge is deleted and names the row that stays, which takes its contacts and the values given',
    source: pages.soapMerge,
    ask: async ({ org, account }) => {
      const [master, loser] = [await account(), await account()];
      const contact = (await org.call('POST', 'sobjects/Contact', { LastName: 'Merge', AccountId: loser })).json.id;
      org.later(() => org.call('DELETE', `sobjects/Contact/${contact}`));
      const answer = await merge(org, master, loser, '<o:Site>merged</o:Site>');
      const text = `SELECT IsDeleted, MasterRecordId FROM Account WHERE Id = '${loser}'`;
      const [gone] = (await org.call('GET', soql(text).replace('query?', 'queryAll?'))).json.records;
      const moved = (await org.call('GET', `sobjects/Contact/${contact}?fields=AccountId`)).json;
      const stays = (await org.call('GET', `sobjects/Account/${master}?fields=Site`)).json;
      return [
        element(answer, 'success'),
        gone.IsDeleted,
        gone.MasterRecordId === master,
        moved.AccountId === master,
        stays.Site,
        element(answer, 'updatedRelatedIds') === contact,
      ];
    },
    answer: () => ['true', true, true, true, 'merged', true],
  },
  {
    belief:
      'a bulk query of all rows tells of deleted and of merged ones, which name the row that stays; a plain one of neither',
    source: pages.bulkQueryCreate,
    ask: async ({ org, account }) => {
      const [master, loser, deleted] = [await account(), await account(), await account()];
      await merge(org, master, loser);
      await org.call('DELETE', `sobjects/Account/${deleted}`);
      const query = `SELECT Id, IsDeleted, MasterRecordId FROM Account WHERE Id IN ('${master}', '${loser}', '${deleted}')`;
      const rows = async (operation: string) => {
        const { json } = await org.call('POST', 'jobs/query', { operation, query });
        await until(
          async () => (await org.call('GET', `jobs/query/${json.id}`)).json,
          ({ state }) => ['JobComplete', 'Failed', 'Aborted'].includes(state),
        );
        const { text } = await org.call('GET', `jobs/query/${json.id}/results`);
        const read: readonly Readonly<Record<string, string>>[] = parse(text, { columns: true });
        return new Map(read.map((row) => [row['Id'] ?? '', row]));
      };
      const all = await rows('queryAll');
      const told = (id: string) => [all.get(id)?.['IsDeleted'], all.get(id)?.['MasterRecordId'] === master];
      return [[...(await rows('query')).keys()].length, told(loser), told(deleted), told(master)];
    },
    answer: () => [1, ['true', true], ['true', false], ['false', false]],
  },
  {
    belief: 'lookups of custom objects to the loser lead to the row that stays; those to a deleted row are emptied',
    source: pages.soapMerge,
    ask: async ({ org, account }) => {
      const ground = await prepareGround(org);
      const file = metadata('CustomObject', lookupXml);
      await mustDeploy(
        org,
        { CustomField: [`${ground.object}.Account__c`] },
        { [`objects/${ground.object}.object`]: file },
      );
      const grants = fieldGrant(`${ground.object}.Account__c`, true);
      const us = await makeVisible(org, grants + objectGrant(ground.object, 'allowRead', 'allowCreate'));
      org.later(us);
      const [master, loser, deleted] = [await account(), await account(), await account()];
      const [merged, orphan] = [await ground.make({ Account__c: loser }), await ground.make({ Account__c: deleted })];
      await merge(org, master, loser);
      await org.call('DELETE', `sobjects/Account/${deleted}`);
      const of = async (id: string) =>
        (await org.call('GET', `sobjects/${ground.object}/${id}?fields=Account__c`)).json;
      return [(await of(merged)).Account__c === master, (await of(orphan)).Account__c];
    },
    answer: () => [true, null],
  },
  {
    belief: 'a row cannot be merged into itself',
    source: known,
    ask: async ({ org, account }) => {
      const id = await account();
      const answer = await merge(org, id, id);
      return [
        element(answer, 'success') ?? 'fault',
        (await org.call('GET', `sobjects/Account/${id}?fields=Id`)).status,
      ];
    },
    answer: () => [expect.stringMatching(/^(false|fault)$/), 200],
  },
];

askAll(accounts, cases);
