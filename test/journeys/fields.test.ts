import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { FieldDrop } from '../../src/commands/fields-drop.ts';
import type { FieldList, ListedField } from '../../src/commands/fields-list.ts';
import type { FieldSelection } from '../../src/commands/fields-select.ts';
import type { ShownFields } from '../../src/commands/fields-show.ts';
import { updateRows } from '../../src/salesforce/collections.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { type FieldDesk, openFieldDesk } from '../support/field-desk.ts';

let desk: FieldDesk;

const picklist = (values: readonly (readonly [value: string, label: string])[]) =>
  `<valueSet><valueSetDefinition><sorted>false</sorted>${values
    .map(
      ([value, label]) => `<value><fullName>${value}</fullName><default>false</default><label>${label}</label></value>`,
    )
    .join('')}</valueSetDefinition></valueSet>`;

beforeAll(async () => {
  desk = await openFieldDesk();
  desk.deployFields('Account', {
    Customer_Tier__c: `<label>Tier</label><type>Picklist</type>${picklist([
      ['g', 'Gold'],
      ['s', 'Silver'],
    ])}`,
    Twice__c: '<label>Industry</label><type>Text</type><length>20</length>',
    Revenue_Each__c:
      '<label>Revenue Each</label><type>Number</type><precision>18</precision><scale>2</scale><formula>AnnualRevenue / 2</formula>',
    Place__c: '<label>Place</label><type>Location</type><scale>5</scale>',
  });
  desk.deployFields('Contact', {
    Notes__c: '<label>Notes</label><type>LongTextArea</type><length>131072</length><visibleLines>3</visibleLines>',
  });
});
afterAll(() => desk.close());
beforeEach(() => desk.choose('pull: {}\n'));

async function listed(words: string): Promise<ReadonlyMap<string, ListedField>> {
  const { objects } = await desk.result<FieldList>(`fields list${words}`);
  return new Map(objects.flatMap(({ object, fields }) => fields.map((field) => [`${object}.${field.field}`, field])));
}

test('a list has standard and custom fields, parts, formulas and what is hidden, each with its name in Heap', async () => {
  await desk.choose('pull: { contact: [Email, Owner.Name], account: [{ field: Customer_Tier__c, as: Tier }] }\n');
  await desk.result('setup');
  const fields = await listed('');
  expect(fields.get('Contact.Email')).toEqual({
    level: 'contact',
    field: 'Email',
    label: 'Email',
    type: 'email',
    custom: false,
    formula: false,
    state: 'chosen',
    property: 'Salesforce Contact Email',
  });
  expect(fields.get('Contact.Owner.Name')).toMatchObject({
    state: 'chosen',
    property: 'Salesforce Contact Owner Name',
  });
  expect(fields.get('Contact.FirstName')).toMatchObject({ state: 'open', partOf: 'Name' });
  expect(fields.get('Account.Customer_Tier__c')).toMatchObject({
    state: 'chosen',
    custom: true,
    label: 'Tier',
    property: 'Tier',
  });
  expect(fields.get('Account.Revenue_Each__c')).toMatchObject({ state: 'hidden', formula: true, type: 'double' });
  expect(fields.get('Account.BillingCity')).toMatchObject({ state: 'hidden', partOf: 'BillingAddress' });
  expect(fields.get('Account.BillingAddress')).not.toHaveProperty('property');
});

test('a list fits 80 columns, and says how many fields there are, are chosen and are hidden', async () => {
  const { code, stdout } = await desk.run('fields list');
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /\d+ fields of Contact, 0 chosen\. \d+ are hidden from heap-sync@heap\.local until/,
  );
});

test('a search looks at API names, labels, types and names in Heap, in any case', async () => {
  expect([...(await listed(' --search TIER')).keys()]).toEqual(['Account.Customer_Tier__c']);
  expect([...(await listed(' --search location')).keys()]).toContain('Account.Place__c');
  expect([...(await listed(' --search account --object contact')).keys()]).toEqual(['Contact.AccountId']);
});

test('with --values it shows what stands in the fields and how many have one, for few requests', async () => {
  const { objects, credits } = await desk.result<FieldList>('fields list --object contact --search name --values');
  const name = objects[0]?.fields.find(({ field }) => field === 'LastName');
  expect(name).toMatchObject({ filled: 1, estimated: false });
  expect(name?.samples).toHaveLength(3);
  // The object as the user and the admin see it, what neither sees, the counts, the samples.
  expect(credits).toBe(5);
  const { stdout } = await desk.run('fields list --object contact --search lastname --values');
  expect(stdout).toMatch(/100 % filled {2}\S/);
});

test('fields are chosen by API name, path or label, in any case; hidden ones are granted; the price is told', async () => {
  const result = await desk.result<FieldSelection>([
    'fields',
    'select',
    'TITLE',
    'owner.name',
    'business fax',
    '--object',
    'contact',
  ]);
  expect(result.selected).toEqual([
    {
      level: 'contact',
      field: 'Title',
      properties: ['Salesforce Contact Title'],
      status: 'added',
      granted: true,
      formula: false,
    },
    {
      level: 'contact',
      field: 'Owner.Name',
      properties: ['Salesforce Contact Owner Name'],
      status: 'added',
      granted: false,
      formula: true,
    },
    {
      level: 'contact',
      field: 'Fax',
      properties: ['Salesforce Contact Fax'],
      status: 'added',
      granted: true,
      formula: false,
    },
  ]);
  expect(result.prices.contact).toMatchObject({ records: 3000, credits: 2 });
  expect(parse(await desk.config())).toMatchObject({ pull: { contact: ['Title', 'Owner.Name', 'Fax'] } });
  const again = await desk.result<FieldSelection>('fields select Title --object contact');
  expect(again.selected).toMatchObject([{ status: 'as it was', granted: false }]);
  expect(again.prices).toEqual({});
});

test('a field gets a name of its own, and a picklist its labels, also later', async () => {
  await desk.result(['fields', 'select', 'Tier', '--as', 'Customer Tier', '--labels']);
  expect(parse(await desk.config())).toMatchObject({
    pull: { account: [{ field: 'Customer_Tier__c', as: 'Customer Tier', value: 'label' }] },
  });
  const { selected } = await desk.result<FieldSelection>('fields select Customer_Tier__c --as Tier');
  expect(selected).toMatchObject([{ status: 'changed', properties: ['Tier'] }]);
  expect(parse(await desk.config())).toMatchObject({
    pull: { account: [{ field: 'Customer_Tier__c', as: 'Tier', value: 'label' }] },
  });
});

test.each([
  [['Tilte'], 'Did you mean Title'],
  [['Industry', '--object', 'account'], undefined],
  [['Phone'], 'Contact and Account both have a field "Phone".'],
  [['BillingAddress'], 'Choose its parts: BillingStreet, BillingCity'],
  [['Place__c'], 'Choose its parts: Place__Latitude__s, Place__Longitude__s'],
  [['Onwer.Name', '--object', 'contact'], 'Did you mean Owner?'],
  [['Owner.Nmae', '--object', 'contact'], 'User has no field Nmae'],
  [['Title', 'Fax', '--as', 'X', '--object', 'contact'], '--as "X" names one property, but 2 fields are.'],
  [['Title', '--as', 'email'], `The name "email" for Title is Heap's own or a key.`],
  [['contact.FAX', '--labels'], '--labels sends the labels of a picklist, and Fax is of type phone'],
  [['Account.Site'], 'Contact and Account both have a field "Account.Site".'],
  [['Lead.Title'], 'an admin gives the connecting user Read on the lookup'],
  [['Boss__r.Name'], 'heap-sf fields select Boss__c --admin-org ALIAS'],
  [['Title,Fax'], 'heap-sf fields select Title Fax'],
  [['Contact.HomePhone', 'Account.Site', '--object', 'contact'], undefined],
  [['Id', '--as', 'Salesforce Contact Last Name', '--object', 'contact'], undefined],
])('selecting %j is answered as it must be', async (words, said) => {
  const before = await desk.config();
  const { code, stderr } = await desk.run(['fields', 'select', ...words]);
  if (said === undefined) {
    expect(code, stderr).toBe(0);
    return;
  }
  expect(code).not.toBe(0);
  expect(stderr).toContain(said);
  expect(await desk.config()).toBe(before);
});

test('two fields for one property are refused, and both are named', async () => {
  await desk.result(['fields', 'select', 'LastName', '--object', 'contact']);
  const { code, stderr } = await desk.run([
    'fields',
    'select',
    'FirstName',
    '--as',
    'salesforce contact last name',
    '--object',
    'contact',
  ]);
  expect([code, stderr]).toEqual([10, expect.stringContaining('LastName and FirstName would both fill the property')]);
});

test('without names and without a terminal nobody is asked', async () => {
  const { code, stderr } = await desk.run('fields select');
  expect([code, stderr]).toEqual([2, expect.stringContaining('there is nobody to ask')]);
});

test('in a terminal fields are searched and ticked; what is ticked no longer is dropped', async () => {
  await desk.choose('pull:\n  contact:\n    - LastName # theirs\n    - FirstName\n');
  // Search, untick; clear the search, search again, tick.
  const { code, stdout, stderr } = await desk.run('fields select', `firstname\t${'\b'.repeat(9)}contact.dep\t\r`);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('contact Department');
  expect(stdout).toContain('contact FirstName is no longer sent.');
  expect(await desk.config()).toContain('pull:\n  contact:\n    - LastName # theirs\n    - Department\n');
});

test.each([
  ['Ctrl-C', 'dep\t\u0003'],
  ['no more input', 'dep\t'],
  ['nothing ticked', '\r'],
])('%s leaves the file as it was', async (_how, types) => {
  const before = await desk.config();
  const { code, stdout } = await desk.run('fields select', types);
  expect([code, stdout]).toEqual([0, 'Nothing was changed.\n']);
  expect(await desk.config()).toBe(before);
});

test('a chosen field is shown with a value as it would be sent', async () => {
  await desk.choose(
    'pull:\n  nulls: { word: none }\n  longValues: refuse\n  contact: [Title, Notes__c]\n  account:\n    - { field: Customer_Tier__c, value: label }\n    - AnnualRevenue\n    - Revenue_Each__c\n    - CreatedDate\n',
  );
  await desk.result('setup');
  const [account] = await queryAll<{ Id: string }>(desk.admin, 'SELECT Id FROM Account LIMIT 1');
  const [contact] = await queryAll<{ Id: string }>(desk.admin, 'SELECT Id FROM Contact LIMIT 1');
  await updateRows(desk.admin, 'Account', [{ Id: account!.Id, AnnualRevenue: 12_345_678_901.5 }]);
  await updateRows(desk.admin, 'Contact', [{ Id: contact!.Id, Title: 'Chief “Data” 😀' }]);
  const { fields, rules } = await desk.result<ShownFields>('fields show');
  const samples = Object.fromEntries(
    fields.flatMap(({ properties }) => properties.map(({ name, sample }) => [name, sample?.json])),
  );
  expect(samples['Salesforce Contact Title']).toBe('"Chief “Data” 😀"');
  expect(samples['Salesforce Account Annual Revenue']).toMatch(/^\d+(\.\d+)?$/);
  expect(samples['Salesforce Account Created Date']).toMatch(/^"\d{4}-\d\d-\d\dT[\d:.]+Z"$/);
  expect(fields.find(({ field }) => field === 'Revenue_Each__c')).toMatchObject({
    state: 'fine',
    properties: [{ type: 'double', formula: true }],
  });
  expect(rules).toEqual({ nulls: { kind: 'text', text: 'none' }, longValues: 'refuse', formulas: 'daily' });
  const { stdout } = await desk.run('fields show');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toContain('sends the word "none"');
  expect((await desk.run('fields show Salesforce')).stderr).toContain('No chosen field is named "Salesforce"');
});

test('a field that is deleted is shown as gone, is no choice any more, and is back when it is made again', async () => {
  desk.deployFields('Contact', { Later__c: '<label>Later</label><type>Text</type><length>20</length>' });
  await desk.result('fields select Later__c LastName --object contact');
  desk.dropField('Contact.Later__c');
  const { stdout } = await desk.run('fields show');
  expect(stdout).toMatch(/contact Later__c +Salesforce Contact Later +gone/);
  expect(stdout).toContain('Contact has no field Later__c, or the connecting user may not see it.');
  const { result, warnings } = (await desk.run('fields list --search later --json')).json<FieldList>();
  expect(result.objects.flatMap(({ fields }) => fields)).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('Later__c')]);
  desk.deployFields('Contact', { Later__c: '<label>Later</label><type>Text</type><length>20</length>' });
  await desk.result('setup');
  expect((await desk.run('fields show Later__c')).stdout).toMatch(/contact Later__c +Salesforce Contact Later +fine/);
});

test('fields are dropped by API name or name in Heap, and their values stay', async () => {
  await desk.choose(
    'pull:\n  # these\n  contact:\n    - Title\n    - { field: Phone, as: Telephone }\n  account: [Phone]\n',
  );
  expect((await desk.run('fields drop Phone')).stderr).toContain('Say which: --object contact or --object account');
  expect((await desk.run('fields drop Fone')).stderr).toContain('Did you mean Phone');
  const { dropped } = await desk.result<FieldDrop>('fields drop telephone TITLE');
  expect(dropped).toEqual([
    { level: 'contact', field: 'Phone', property: 'Telephone' },
    { level: 'contact', field: 'Title', property: 'Salesforce Contact Title' },
  ]);
  expect(await desk.config()).toContain('pull:\n  # these\n  contact: []\n  account: [Phone]\n');
  expect((await desk.run('fields drop Phone')).stdout.replaceAll('\n', ' ')).toContain('its values stay in Heap');
});

test('a list that is written by an alias is left to a person', async () => {
  const text = 'pull:\n  contact: &both [LastName]\n  account: *both\n';
  await desk.choose(text);
  const { code, stderr } = await desk.run('fields drop LastName --object account');
  expect([code, stderr]).toEqual([10, expect.stringContaining('Take out there: pull.account LastName')]);
});

test('an org with several currencies shows the currency of an amount beside it', async () => {
  desk.deploy(
    { Settings: 'Currency' },
    { 'settings/Currency.settings': '<enableMultiCurrency>true</enableMultiCurrency>' },
  );
  const { selected } = await desk.result<FieldSelection>('fields select AnnualRevenue');
  expect(selected).toMatchObject([
    { properties: ['Salesforce Account Annual Revenue', 'Salesforce Account Annual Revenue Currency'] },
  ]);
  const { fields } = await desk.result<ShownFields>('fields show');
  expect(fields[0]?.properties).toMatchObject([{ type: 'currency' }, { type: 'picklist', sample: { json: '"USD"' } }]);
});

test('a configuration without metrics pushes nothing and says so', async () => {
  for (const line of [
    'usage push',
    'usage reconcile',
    'metrics list',
    'metrics plan',
    'metrics apply',
    'metrics preview',
  ]) {
    const { code, stderr } = await desk.run(line);
    expect([line, code, stderr]).toEqual([line, 10, expect.stringContaining('names no metric')]);
  }
});

test('four hundred fields are listed with values, chosen, shown and dropped', async () => {
  const names = Array.from({ length: 400 }, (_, place) => `Wide_Field_Number_${place}__c`);
  desk.deployFields(
    'Contact',
    Object.fromEntries(
      names.map((name) => [name, `<label>${name.slice(0, -3)}</label><type>Text</type><length>20</length>`]),
    ),
  );
  const { selected } = await desk.result<FieldSelection>(['fields', 'select', ...names, '--object', 'contact']);
  expect(selected).toHaveLength(400);
  expect(parse(await desk.config())).toMatchObject({ pull: { contact: names } });
  const { objects, credits } = await desk.result<FieldList>('fields list --object contact --search wide --values');
  expect(objects[0]?.fields.filter(({ filled, state }) => filled === 0 && state === 'chosen')).toHaveLength(400);
  expect(credits).toBeLessThanOrEqual(20);
  const { fields } = await desk.result<ShownFields>('fields show');
  expect(fields.filter(({ state }) => state === 'fine')).toHaveLength(400);
  await desk.result(['fields', 'drop', ...names.slice(0, 360)]);
  expect(parse(await desk.config())).toMatchObject({ pull: { contact: names.slice(360) } });
});
