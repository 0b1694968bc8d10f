import { expect, test } from 'vitest';
import type { ChosenField, PullSettings } from '../../src/config/settings.ts';
import { parentObjects } from '../../src/properties/find-field.ts';
import { fieldPaths } from '../../src/properties/property.ts';
import { ownProperties, propertyName } from '../../src/properties/property-name.ts';
import { resolveFields } from '../../src/properties/resolve-fields.ts';
import { described } from './describe.ts';

const account = described('Account', [
  { name: 'Id', type: 'id' },
  { name: 'NumberOfEmployees', type: 'int' },
  { name: 'AnnualRevenue', type: 'currency' },
  { name: 'OwnerId', type: 'reference', referenceTo: ['User'], relationshipName: 'Owner' },
  { name: 'Region__c', type: 'reference', referenceTo: ['Region__c'], relationshipName: 'Region__r' },
  { name: 'Parent__c', type: 'reference', referenceTo: ['Hidden__c'], relationshipName: 'Parent__r' },
  {
    name: 'Tier__c',
    type: 'picklist',
    picklistValues: [
      { value: 'g', label: 'Gold' },
      { value: 's', label: 'Silver' },
    ],
  },
  { name: 'Health__c', type: 'double', calculated: true },
  { name: 'LastActivityDate', type: 'date' },
  { name: 'BillingAddress', type: 'address' },
  { name: 'BillingCity', compoundFieldName: 'BillingAddress' },
  { name: 'BillingStreet', type: 'textarea', compoundFieldName: 'BillingAddress' },
  { name: 'Place__c', type: 'location' },
  { name: 'Place__Latitude__s', type: 'double', compoundFieldName: 'Place__c' },
  { name: 'Body__c', type: 'base64' },
  { name: 'Any__c', type: 'anyType' },
  { name: 'Complex__c', type: 'complexvalue' },
]);
const user = described('User', [
  { name: 'Name' },
  { name: 'IsActive', type: 'boolean' },
  { name: 'Address', type: 'address' },
]);
const parents = new Map([['user', user]]);

const choose = (...fields: string[]): ChosenField[] => fields.map((field) => ({ field, picklist: 'value' }));

test.each([
  ['contact', 'Title', 'Salesforce Contact Title'],
  ['account', 'NumberOfEmployees', 'Salesforce Account Number Of Employees'],
  ['account', 'Customer_Tier__c', 'Salesforce Account Customer Tier'],
  ['account', 'CustomerTier__c', 'Salesforce Account Customer Tier'],
  ['account', 'acme__Tier__c', 'Salesforce Account Acme Tier'],
  ['account', 'Owner.Name', 'Salesforce Account Owner Name'],
  ['account', 'Region__r.Sales_Lead__c', 'Salesforce Account Region Sales Lead'],
  ['account', 'acme__Region__r.acme__Code__c', 'Salesforce Account Acme Region Acme Code'],
  ['contact', 'LastCURequestDate', 'Salesforce Contact Last CU Request Date'],
  ['account', 'ARR_2024__c', 'Salesforce Account ARR 2024'],
  ['account', 'ARRs__c', 'Salesforce Account ARRs'],
  ['account', 'MRRGrowth__c', 'Salesforce Account MRR Growth'],
  ['account', 'X7_Day_Sessions__c', 'Salesforce Account X7 Day Sessions'],
  ['account', 'Q1Revenue__c', 'Salesforce Account Q1 Revenue'],
  ['account', 'Place__Latitude__s', 'Salesforce Account Place Latitude'],
  ['account', 'Hobby__pc', 'Salesforce Account Hobby'],
  ['contact', 'Id', 'Salesforce Contact Id'],
] as const)('a %s field %s is "%s" in Heap', (level, field, name) => {
  expect(propertyName(level, field)).toBe(name);
});

test('the longest API name makes a name that Heap takes', () => {
  const longest = `${'n'.repeat(15)}__${'R'.repeat(40)}__r.${'n'.repeat(15)}__${'A'.repeat(40)}__c`;
  expect(propertyName('account', longest).length).toBeLessThan(256);
});

test('fields are found in any case, and named and read in the case of the org', () => {
  const { properties, gone } = resolveFields(
    choose('numberofemployees', 'OWNER.name', 'region__R.NAME'),
    'account',
    account,
    parents,
  );
  expect(properties).toEqual([
    {
      level: 'account',
      field: 'NumberOfEmployees',
      name: 'Salesforce Account Number Of Employees',
      type: 'int',
      formula: false,
    },
    { level: 'account', field: 'Owner.Name', name: 'Salesforce Account Owner Name', type: 'string', formula: true },
  ]);
  expect(gone.map(({ field }) => field)).toEqual(['region__R.NAME']);
});

test('a formula, a parent’s field and a date of activity move no stamp', () => {
  const { properties } = resolveFields(
    choose('Health__c', 'Owner.IsActive', 'LastActivityDate', 'Tier__c'),
    'account',
    account,
    parents,
  );
  expect(properties.map(({ formula }) => formula)).toEqual([true, true, true, false]);
});

test('labels of a picklist are there when they are sent', () => {
  const { properties } = resolveFields(
    [
      { field: 'Tier__c', picklist: 'label', as: 'Tier' },
      { field: 'Id', picklist: 'label' },
    ],
    'account',
    account,
    parents,
  );
  expect(properties.map(({ name, labels }) => [name, labels && [...labels]])).toEqual([
    [
      'Tier',
      [
        ['g', 'Gold'],
        ['s', 'Silver'],
      ],
    ],
    ['Salesforce Account Id', undefined],
  ]);
});

test('an amount of an org with several currencies brings its currency along', () => {
  const several = described('Account', [
    { name: 'AnnualRevenue', type: 'currency' },
    { name: 'ARR__c', type: 'currency' },
    { name: 'CurrencyIsoCode', type: 'picklist' },
    { name: 'ParentId', type: 'reference', referenceTo: ['Account'], relationshipName: 'Parent' },
  ]);
  const chosen = [
    ...choose('AnnualRevenue', 'Parent.ARR__c'),
    { field: 'ARR__c', as: 'ARR', picklist: 'value' } as const,
  ];
  const { properties } = resolveFields(chosen, 'account', several, new Map([['account', several]]));
  expect(properties.map(({ field, name, type }) => [field, name, type])).toEqual([
    ['AnnualRevenue', 'Salesforce Account Annual Revenue', 'currency'],
    ['CurrencyIsoCode', 'Salesforce Account Annual Revenue Currency', 'picklist'],
    ['Parent.ARR__c', 'Salesforce Account Parent ARR', 'currency'],
    ['Parent.CurrencyIsoCode', 'Salesforce Account Parent ARR Currency', 'picklist'],
    ['ARR__c', 'ARR', 'currency'],
    ['CurrencyIsoCode', 'ARR Currency', 'picklist'],
  ]);
  expect(fieldPaths(properties)).toEqual([
    'AnnualRevenue',
    'CurrencyIsoCode',
    'Parent.ARR__c',
    'Parent.CurrencyIsoCode',
    'ARR__c',
  ]);
  expect(resolveFields(choose('AnnualRevenue'), 'account', account, parents).properties).toHaveLength(1);
});

test('a field that is absent or hidden is named with what is near and who can help', () => {
  const { properties, gone } = resolveFields(
    choose('Teir__c', 'Onwer.Name', 'Owner.Nme', 'Parent__r.Name'),
    'account',
    account,
    parents,
  );
  expect(properties).toEqual([]);
  expect(gone).toEqual([
    {
      field: 'Teir__c',
      because: 'absent-or-hidden',
      message: 'Account has no field Teir__c, or the connecting user may not see it.',
      actions: [
        'Did you mean Tier__c?',
        'If Teir__c is there: an admin gives the connecting user Read on it, in a permission set.',
      ],
    },
    {
      field: 'Onwer.Name',
      because: 'absent-or-hidden',
      message: 'Account has no lookup named Onwer, or the connecting user may not see it.',
      actions: ['Did you mean Owner?', expect.stringContaining('Read on the lookup')],
    },
    expect.objectContaining({
      field: 'Owner.Nme',
      message: 'User has no field Nme, or the connecting user may not see it.',
      actions: ['Did you mean Name?', expect.stringContaining('Owner.Nme')],
    }),
    expect.objectContaining({
      field: 'Parent__r.Name',
      message: 'The connecting user may not see the object that Parent__r.Name leads to.',
    }),
  ]);
});

test.each([
  ['BillingAddress', 'address', 'Choose its parts: BillingCity, BillingStreet'],
  ['Place__c', 'location', 'Choose its parts: Place__Latitude__s'],
  ['Body__c', 'base64', 'Choose another field.'],
  ['Any__c', 'anyType', 'Choose another field.'],
  ['Complex__c', 'complexvalue', 'Choose another field.'],
])('%s is of type %s, which cannot be sent', (field, type, action) => {
  const { properties, gone } = resolveFields(choose(field), 'account', account, parents);
  expect(properties).toEqual([]);
  expect(gone).toEqual([
    {
      field,
      because: 'cannot-be-sent',
      message: `Account.${field} is of type ${type}, which Heap cannot take: it takes texts and numbers.`,
      actions: [action],
    },
  ]);
});

test('two fields that would fill one property are both named', () => {
  const like = described('Account', [{ name: 'Customer_Tier__c' }, { name: 'CustomerTier__c' }]);
  expect(() => resolveFields(choose('Customer_Tier__c', 'CustomerTier__c'), 'account', like, parents)).toThrowError(
    expect.objectContaining({
      name: 'Mistake',
      message:
        'pull.account: Customer_Tier__c and CustomerTier__c would both fill the property "Salesforce Account Customer Tier".',
      actions: [
        'Give one of them another name: - { field: CustomerTier__c, as: … }',
        'Or leave one out: heap-sf fields drop CustomerTier__c --object account',
      ],
    }),
  );
  const renamed = [...choose('Customer_Tier__c'), { field: 'CustomerTier__c', as: 'Tier', picklist: 'value' } as const];
  expect(resolveFields(renamed, 'account', like, parents).properties).toHaveLength(2);
});

test('no field takes a name that the pull fills itself', () => {
  const pull: PullSettings = {
    contact: [],
    account: [],
    accountProperty: 'Salesforce Contact Account Id',
    nulls: { kind: 'skip' },
    longValues: 'cut',
    createUsers: false,
    deleted: 'mark',
    formulas: 'daily',
    uniqueness: 90,
  };
  const contact = described('Contact', [{ name: 'AccountId' }, { name: 'Deleted__c' }]);
  for (const field of ['AccountId', 'Deleted__c']) {
    expect(() =>
      resolveFields(choose(field), 'contact', contact, parents, ownProperties(pull, 'contact')),
    ).toThrowError(`pull.contact: ${field} would fill the property`);
  }
  expect(ownProperties({ ...pull, deleted: 'keep' }, 'account')).toEqual([]);
});

test('the parents to describe are those of the chosen paths', () => {
  expect(
    parentObjects(choose('Owner.Name', 'owner.IsActive', 'Tier__c', 'Region__r.Name', 'Nobody.Name'), account),
  ).toEqual(['User', 'Region__c']);
});

test('four hundred fields are resolved in the order of the file', () => {
  const names = Array.from({ length: 400 }, (_, place) => `Field_${place}__c`);
  const wide = described(
    'Contact',
    names.map((name) => ({ name })),
  );
  const { properties, gone } = resolveFields(choose(...names), 'contact', wide, parents);
  expect(properties.map(({ field }) => field)).toEqual(names);
  expect(gone).toEqual([]);
});
