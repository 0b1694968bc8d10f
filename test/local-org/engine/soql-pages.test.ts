import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { apiVersion, field, grant, idIn, insert, openOrg, remove, sample, update } from './org.ts';

test('pages keep to the rows that were there when the query was made', () => {
  const org = openOrg({
    seed: {
      ...sample,
      Account: Array.from({ length: 450 }, (_, place) => ({ Id: idOf('001', place + 1), Name: `A${place}` })),
      Contact: [],
    },
  });
  const options = { apiVersion, batchSize: 200 };
  const first = org.admin.query('SELECT Id FROM Account ORDER BY Name', options);
  expect(first).toMatchObject({ totalSize: 450, done: false });
  expect(first.records).toHaveLength(200);
  idIn(insert(org.admin, 'Account', { Name: 'A' }));
  const second = org.admin.queryMore(first.locator!, options);
  const third = org.admin.queryMore(second.locator!, options);
  expect([second.records.length, second.done, third.records.length, third.done]).toEqual([200, false, 50, true]);
  expect(new Set([first, second, third].flatMap(({ records }) => records.map(({ Id }) => Id))).size).toBe(450);
  expect(() => org.admin.queryMore('0r8Hp0000000009AAA-200', options)).toThrow('invalid query locator');
  expect(() => org.sync.queryMore(first.locator!, options)).toThrow('invalid query locator');
});

test('queryAll shows deleted rows', () => {
  const { admin } = openOrg();
  idIn(remove(admin, 'Contact', idOf('003', 4)));
  expect(
    admin.query('SELECT Id, IsDeleted FROM Contact WHERE IsDeleted = true', { apiVersion, all: true }).totalSize,
  ).toBe(1);
  expect(admin.query('SELECT Id FROM Contact WHERE IsDeleted = true', { apiVersion }).totalSize).toBe(0);
});

const many = () =>
  openOrg({
    seed: {
      ...sample,
      Account: Array.from({ length: 450 }, (_, place) => ({ Id: idOf('001', place + 1), Name: `A${place}` })),
      Contact: [],
    },
  });
const small = { apiVersion, batchSize: 200 };

test('a locator is of the platform’s kind, and good for one user and two days', () => {
  const { admin, sync, clock } = many();
  const { locator = '' } = admin.query('SELECT Id FROM Account', small);
  expect(locator).toMatch(/^0r8\w{15}-200$/);
  expect(() => sync.queryMore(locator, small)).toThrow('invalid query locator');
  clock.advance(47 * 3_600_000);
  expect(admin.queryMore(locator, small).records).toHaveLength(200);
  clock.advance(3_600_000);
  expect(() => admin.queryMore(locator, small)).toThrow('invalid query locator');
});

test('a user may have as many results open as there are', () => {
  const { admin } = many();
  const locators = Array.from({ length: 150 }, () => admin.query('SELECT Id FROM Account', small).locator ?? '');
  expect(admin.queryMore(locators[0]!, small).records).toHaveLength(200);
  expect(new Set(locators).size).toBe(150);
});

test('a later page shows rows as they are by then, in the order of the beginning', () => {
  const { admin } = many();
  const first = admin.query('SELECT Name FROM Account ORDER BY Name DESC', small);
  const names = admin
    .query('SELECT Name FROM Account ORDER BY Name DESC', { apiVersion })
    .records.map(({ Name }) => Name);
  const changed = admin.query(`SELECT Id FROM Account WHERE Name = '${names[300]}'`, small).records[0]?.['Id'];
  idIn(update(admin, 'Account', { Id: changed, Name: 'Zebra' }));
  const second = admin.queryMore(first.locator!, small).records.map(({ Name }) => Name);
  expect(second).toEqual([...names.slice(200, 300), 'Zebra', ...names.slice(301, 400)]);
});

test('a page that is not there is refused', () => {
  const { admin } = many();
  const { locator = '' } = admin.query('SELECT Id FROM Account', small);
  const key = locator.split('-')[0];
  for (const wrong of ['', 'x', key, `${key}-`, `${key}-451`, `${key}-1e3`, '0r8Hp0000000099AAA-200']) {
    expect(() => admin.queryMore(String(wrong), small)).toThrow('invalid query locator');
  }
});

test('with OFFSET there is one page, however many rows follow it', () => {
  const { totalSize, done, records, locator } = many().admin.query('SELECT Id FROM Account OFFSET 10', small);
  expect([totalSize, done, records.length, locator]).toEqual([200, true, 200, undefined]);
});

test('two fields of long text make pages of 200 rows', () => {
  const org = many();
  const texts = ['One__c', 'Two__c'];
  for (const name of texts) org.engine.schema.putField('Account', field(name, { type: 'textarea', length: 32_000 }));
  grant(org, org.admin.user.id, 'Texts', {
    fields: Object.fromEntries(texts.map((name) => [`Account.${name}`, 'edit'])),
  });
  const size = (soql: string) => org.admin.query(soql, { apiVersion }).records.length;
  expect(size('SELECT One__c, Two__c FROM Account')).toBe(200);
  expect(size('SELECT One__c FROM Account')).toBe(450);
});
