import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { coded, said } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const byKey = ({ object }: Ground, value: string, field = 'Key__c'): string => `sobjects/${object}/${field}/${value}`;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a key that no row has makes one, with 201 and created',
    source: pages.upsert,
    ask: async (ground) => said(await ground.org.call('PATCH', byKey(ground, 'new'), { Note__c: 'x' })),
    answer: () => [201, { id: expect.any(String), success: true, errors: [], created: true }],
  },
  {
    belief: 'a key that one row has changes it, with 200 and not created',
    source: pages.upsert,
    ask: async (ground) => {
      const id = await ground.make({ Key__c: 'one' });
      const { status, json } = await ground.org.call('PATCH', byKey(ground, 'one'), { Note__c: 'x' });
      return [status, { ...json, id: json.id === id }];
    },
    answer: () => [200, { id: true, success: true, errors: [], created: false }],
  },
  {
    belief: 'before version 46.0 a row changed by its key is answered with 204 and nothing said',
    source: pages.upsert,
    ask: async (ground) => {
      await ground.make({ Key__c: 'old' });
      const { status, text } = await ground.org.call('PATCH', `/services/data/v45.0/${byKey(ground, 'old')}`, {
        Note__c: 'x',
      });
      return [status, text];
    },
    answer: () => [204, ''],
  },
  {
    belief: 'a key that several rows have changes none, and is answered with 300 and the addresses of all',
    source: pages.restforce,
    ask: async (ground) => {
      const { org, make } = ground;
      const ids = [await make({ Code__c: 'twin' }), await make({ Code__c: 'twin' })];
      const { status, json } = await org.call('PATCH', byKey(ground, 'twin', 'Code__c'), { Note__c: 'x' });
      return [status, json.map((address: string) => address.split('/').slice(0, 6).join('/')), endsAlike(json, ids)];
    },
    answer: ({ org: { version }, object }) => [
      300,
      Array.from({ length: 2 }, () => `/services/data/v${version}/sobjects/${object}`),
      true,
    ],
  },
  {
    belief: 'a row is read by its key as by its Id',
    source: pages.upsert,
    ask: async (ground) => {
      const id = await ground.make({ Key__c: 'read', Note__c: 'x' });
      const { status, json } = await ground.org.call('GET', `${byKey(ground, 'read')}?fields=Id,Note__c`);
      return [status, json.Id === id, json.Note__c];
    },
    answer: () => [200, true, 'x'],
  },
  {
    belief: 'a key is the same in any case, unless its field says otherwise',
    source: known,
    ask: async (ground) => {
      await ground.make({ Key__c: 'Mixed' });
      return (await ground.org.call('PATCH', byKey(ground, 'mIXED'), { Note__c: 'x' })).status;
    },
    answer: () => 200,
  },
  {
    belief: 'the key stands in the address, and not in the body too',
    source: pages.methodOverride,
    ask: async ({ org, object }) =>
      said(await org.call('PATCH', `sobjects/${object}/Key__c/here`, { Key__c: 'here', Note__c: 'x' })),
    answer: () => [
      400,
      [{ errorCode: 'INVALID_FIELD', message: 'The Key__c field should not be specified in the sobject data.' }],
    ],
  },
  {
    belief: 'a key may hold a slash, if the address escapes it',
    source: known,
    ask: async (ground) => {
      const { status, json } = await ground.org.call('PATCH', byKey(ground, 'a%2Fb'), {});
      return [status, (await ground.org.call('GET', `sobjects/${ground.object}/${json.id}`)).json.Key__c];
    },
    answer: () => [201, 'a/b'],
  },
  {
    belief: 'an upsert with a bad value makes nothing',
    source: pages.restErrors,
    ask: async (ground) => [
      coded(await ground.org.call('PATCH', byKey(ground, 'bad'), { Note__c: 'x'.repeat(21) })),
      (await ground.org.call('GET', byKey(ground, 'bad'))).status,
    ],
    answer: () => [[400, 'STRING_TOO_LONG'], 404],
  },
  {
    belief: 'an upsert may point at a parent by the key of the parent',
    source: pages.upsert,
    ask: async (ground) => {
      const parent = await ground.make({ Key__c: 'parent' });
      const { json } = await ground.org.call('PATCH', byKey(ground, 'child'), { Parent__r: { Key__c: 'parent' } });
      const child = await ground.org.call('GET', `sobjects/${ground.object}/${json.id}?fields=Parent__c`);
      return child.json.Parent__c === parent;
    },
    answer: () => true,
  },
];

/** Whether the addresses end in these Ids, of 15 or 18 characters. */
function endsAlike(addresses: readonly string[], ids: readonly string[]): boolean {
  const short = (list: readonly string[]): string =>
    list
      .map((id) => id.slice(0, 15))
      .sort()
      .join();
  return short(addresses.map((address) => address.split('/').at(-1) ?? '')) === short(ids);
}

askAll(prepareGround, cases);
