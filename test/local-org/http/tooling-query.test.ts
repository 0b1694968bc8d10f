import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller } from './caller.ts';

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
  const call = caller(org);
  for (const [name, label] of [
    ['Score', 'Score'],
    ['Tier_1', 'Tier'],
    ['Tier_2', 'Second tier'],
  ]) {
    const Metadata = { label, type: 'Number', precision: 5, scale: 0 };
    await call('POST', 'tooling/sobjects/CustomField', { FullName: `Account.${name}__c`, Metadata });
  }
  const rule = { active: true, errorConditionFormula: 'Score__c < 0', errorMessage: 'No negative scores' };
  const made = await call('POST', 'tooling/sobjects/ValidationRule', { FullName: 'Account.No_Debt', Metadata: rule });
  expect(made.status).toBe(201);
});
afterAll(() => org.close());

const ask = (soql: string, username?: string) =>
  caller(org, username)('GET', `tooling/query?q=${encodeURIComponent(soql)}`);
const names = async (where: string) =>
  (await ask(`SELECT DeveloperName FROM CustomField WHERE ${where} ORDER BY DeveloperName`)).json.records.map(
    ({ DeveloperName }: { readonly DeveloperName: string }) => DeveloperName,
  );

test('fields are found by object, name, list, pattern and their opposites', async () => {
  expect(await names("TableEnumOrId = 'Account'")).toEqual(['Score', 'Tier_1', 'Tier_2']);
  expect(await names("EntityDefinition.QualifiedApiName = 'account' AND DeveloperName != 'Score'")).toEqual([
    'Tier_1',
    'Tier_2',
  ]);
  expect(await names("DeveloperName IN ('score', 'nope') OR DeveloperName LIKE '%\\_2'")).toEqual(['Score', 'Tier_2']);
  expect(await names("(NOT DeveloperName LIKE 'T_er%') AND NamespacePrefix = null")).toEqual(['Score']);
  expect(await names('CreatedDate > 2020-01-01T00:00:00Z AND ManageableState = null')).toEqual([]);
  expect(await names(`DeveloperName LIKE '${'%T'.repeat(40)}'`)).toEqual([]);
});

test('a record has what was asked, in the order that was asked', async () => {
  const { json } = await ask(
    'SELECT Id, DeveloperName, EntityDefinition.QualifiedApiName FROM CustomField ORDER BY DeveloperName DESC LIMIT 1 OFFSET 1',
  );
  expect(json).toMatchObject({ size: 1, totalSize: 1, done: true });
  expect(json.records).toEqual([
    {
      attributes: { type: 'CustomField', url: expect.stringContaining('/tooling/sobjects/CustomField/00N') },
      Id: expect.stringMatching(/^00N/),
      DeveloperName: 'Tier_1',
      EntityDefinition: { attributes: { type: 'EntityDefinition' }, QualifiedApiName: 'Account' },
    },
  ]);
  const rules = await ask('SELECT ValidationName, Active, ErrorMessage FROM ValidationRule');
  expect(rules.json.records).toMatchObject([
    { ValidationName: 'No_Debt', Active: true, ErrorMessage: 'No negative scores' },
  ]);
  expect((await ask('SELECT COUNT() FROM CustomField')).json).toMatchObject({ totalSize: 3, records: [] });
  for (const none of ['ApexClass', 'Flow', 'Layout', 'CustomObject']) {
    expect((await ask(`SELECT Id FROM ${none}`)).json).toMatchObject({ totalSize: 0 });
  }
});

test('the metadata itself is given for one row, and refused for more', async () => {
  const one = await ask("SELECT FullName, Metadata FROM CustomField WHERE DeveloperName = 'Tier_2'");
  expect(one.json.records).toMatchObject([{ FullName: 'Account.Tier_2__c', Metadata: { label: 'Second tier' } }]);
  const more = await ask('SELECT Metadata FROM CustomField');
  expect([more.status, more.json[0].errorCode]).toEqual([400, 'MALFORMED_QUERY']);
  expect(more.json[0].message).toMatch(/no more than one row for retrieval. Result size: 3$/);
});

test('what is not there is refused in the words of queries', async () => {
  const column = await ask('SELECT Nope FROM CustomField');
  expect([column.status, column.json[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  expect((await ask('SELECT Id FROM Nonsense')).json[0].errorCode).toBe('INVALID_TYPE');
  expect((await ask('SELECT Id FROM')).json[0].errorCode).toBe('MALFORMED_QUERY');
  expect((await caller(org)('GET', 'query?q=SELECT+Id+FROM+CustomField')).json[0].errorCode).toBe('INVALID_TYPE');
});
