import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, soql } from './contract-org.ts';
import { metadata, mustDeploy } from './deployment.ts';
import { fresh, objectGrant } from './ground.ts';
import { makePerson, systemGrants } from './person.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

interface Related {
  readonly org: ContractOrg;
  make(object: string, row: Readonly<Record<string, unknown>>): Promise<string>;
  account(): Promise<string>;
  contact(account: string | null): Promise<string>;
  /** The accounts that a contact is related to, each with whether the relation is the direct one. */
  relations(contact: string): Promise<readonly unknown[]>;
}

const object = 'AccountContactRelation';

/** For an org of our own alone: the preference is everybody's, and switching it off throws relations away. */
const setPreference = (org: ContractOrg, on: boolean) =>
  mustDeploy(
    org,
    { Settings: ['Account'] },
    {
      'settings/Account.settings': metadata(
        'AccountSettings',
        `<enableRelateContactToMultipleAccounts>${on}</enableRelateContactToMultipleAccounts>`,
      ),
    },
  );

async function prepare(org: ContractOrg): Promise<Related> {
  const make: Related['make'] = async (name, row) => {
    const made = await org.call('POST', `sobjects/${name}`, row);
    if (made.status !== 201) throw new Error(`No ${name}: ${made.text}`);
    return made.json.id;
  };
  if (org.control !== undefined) await setPreference(org, true);
  return {
    org,
    make,
    account: () => make('Account', { Name: fresh('Contract') }),
    contact: (account) => make('Contact', { LastName: fresh('Contract'), AccountId: account }),
    async relations(contact) {
      const text = `SELECT AccountId, IsDirect, IsActive FROM ${object} WHERE ContactId = '${contact}' ORDER BY IsDirect DESC`;
      const { json } = await org.call('GET', soql(text));
      return json.records.map((row: Record<string, unknown>) => [row['AccountId'], row['IsDirect'], row['IsActive']]);
    },
  };
}

const cases: readonly Case<Related>[] = [
  {
    belief: 'a contact with an account is related to it directly, and one without is related to none',
    source: pages.contactRelation,
    needs: 'control',
    ask: async ({ account, contact, relations }) => {
      const own = await account();
      const [direct] = await relations(await contact(own));
      return [(direct as unknown[])[0] === own, (direct as unknown[]).slice(1), await relations(await contact(null))];
    },
    answer: () => [true, [true, true], []],
  },
  {
    belief: 'a contact that gets another account takes its direct relation along',
    source: pages.contactRelation,
    needs: 'control',
    ask: async ({ org, account, contact, relations }) => {
      const [before, after] = [await account(), await account()];
      const id = await contact(before);
      await org.call('PATCH', `sobjects/Contact/${id}`, { AccountId: after });
      const all = (await relations(id)) as unknown[][];
      return [all.length, all[0]?.[0] === after, all[0]?.[1]];
    },
    answer: () => [1, true, true],
  },
  {
    belief: 'a further account is related once, not directly, and becomes the direct one when the contact moves there',
    source: pages.contactRelationObject,
    needs: 'control',
    ask: async ({ org, make, account, contact, relations }) => {
      const [own, other] = [await account(), await account()];
      const id = await contact(own);
      await make(object, { AccountId: other, ContactId: id });
      const flags = ((await relations(id)) as unknown[][]).map(([, direct]) => direct);
      const twin = await org.call('POST', `sobjects/${object}`, { AccountId: other, ContactId: id });
      await org.call('PATCH', `sobjects/Contact/${id}`, { AccountId: other });
      const moved = (await relations(id)) as unknown[][];
      return [flags, coded(twin), moved.map(([account_, direct]) => [account_ === other, direct])];
    },
    answer: () => [[true, false], [400, 'DUPLICATE_VALUE'], [[true, true]]],
  },
  {
    belief: 'a relation goes with its account, and the direct one does not go alone',
    source: known,
    needs: 'control',
    ask: async ({ org, make, account, contact, relations }) => {
      const [own, other] = [await account(), await account()];
      const id = await contact(own);
      await make(object, { AccountId: other, ContactId: id });
      await org.call('DELETE', `sobjects/Account/${other}`);
      const left = await relations(id);
      const { json } = await org.call('GET', soql(`SELECT Id FROM ${object} WHERE ContactId = '${id}'`));
      const refused = await org.call('DELETE', `sobjects/${object}/${json.records[0].Id}`);
      return [left.length, refused.status];
    },
    answer: () => [1, expect.toSatisfy((status: number) => status >= 400)],
  },
  {
    belief: 'the relations of a merged account become those of the one that stays, each contact with one',
    source: pages.soapMerge,
    needs: 'control',
    ask: async ({ org, make, account, contact, relations }) => {
      const [master, loser] = [await account(), await account()];
      const [ours, theirs] = [await contact(master), await contact(loser)];
      await make(object, { AccountId: loser, ContactId: ours });
      const answer = await soapCall(
        org,
        'u',
        `<merge><request><masterRecord xmlns:o="urn:sobject.partner.soap.sforce.com"><o:type>Account</o:type><o:Id>${master}</o:Id></masterRecord><recordToMergeIds>${loser}</recordToMergeIds></request></merge>`,
      );
      const all = [...((await relations(ours)) as unknown[][]), ...((await relations(theirs)) as unknown[][])];
      return [element(answer, 'success'), all.map(([account_, direct]) => [account_ === master, direct])];
    },
    answer: () => [
      'true',
      [
        [true, true],
        [true, true],
      ],
    ],
  },
  {
    belief:
      'who may read accounts and contacts may read relations, and who may read accounts alone does not know of them',
    source: known,
    needs: 'jwt-app',
    ask: async ({ org }) => {
      const seen = async (...objects: readonly string[]) => {
        const grants = objects.map((name) => objectGrant(name, 'allowRead')).join('') + systemGrants('ApiEnabled');
        return (await makePerson(org, grants)).org.call('GET', `sobjects/${object}/describe`);
      };
      const both = await seen('Account', 'Contact');
      const names = both.json.fields.map((field: { readonly name: string }) => field.name);
      return [names.includes('IsActive'), both.json.createable, coded(await seen('Account'))];
    },
    answer: () => [true, false, [404, 'NOT_FOUND']],
  },
  {
    belief: 'the object is gone when contacts are related to several accounts no more',
    source: pages.contactRelationObject,
    needs: 'control',
    ask: async ({ org }) => {
      await setPreference(org, false);
      const gone = coded(await org.call('GET', `sobjects/${object}/describe`));
      await setPreference(org, true);
      return [gone, (await org.call('GET', `sobjects/${object}/describe`)).json.keyPrefix];
    },
    answer: () => [[404, 'NOT_FOUND'], '07k'],
  },
];

askAll(prepare, cases);
