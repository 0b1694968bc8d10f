import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { fresh } from './ground.ts';
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
