import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { addUsageObject, allFields, apiVersion, column, grant, idIn, insert, openOrg, sessionOf } from './org.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('a transaction that fails leaves rows, schema and rights as they were', () => {
  const org = openOrg();
  expect(() =>
    org.engine.transaction(() => {
      addUsageObject(org.engine);
      grant(org, org.sync.user.id, 'Sync', { objects: { Account: ['Read'] } });
      idIn(insert(org.admin, 'Account', { Name: 'gone' }));
      expect(org.sync.query('SELECT Id FROM Account', { apiVersion }).totalSize).toBe(4);
      expect(
        org.admin.query("SELECT Id FROM EntityDefinition WHERE QualifiedApiName = 'Usage__c'", { apiVersion })
          .totalSize,
      ).toBe(1);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(org.engine.schema.object('Usage__c')).toBeUndefined();
  expect(org.admin.query('SELECT COUNT() FROM Account', { apiVersion }).totalSize).toBe(3);
  expect(
    org.admin.query("SELECT Id FROM EntityDefinition WHERE QualifiedApiName = 'Usage__c'", { apiVersion }).totalSize,
  ).toBe(0);
  expect(() => org.sync.query('SELECT Id FROM Account', { apiVersion })).toThrow('is not supported');
  addUsageObject(org.engine);
  expect(org.engine.schema.object('usage__C')?.keyPrefix).toBe('a00');
});

test('a schema made before an inner failure goes with the outer one', () => {
  const { engine } = openOrg();
  const fail = () => {
    throw new Error('no');
  };
  expect(() =>
    engine.transaction(() => {
      addUsageObject(engine);
      expect(() => engine.transaction(fail)).toThrow('no');
      expect(engine.schema.field('Usage__c', 'Key__c')?.unique).toBe(true);
      fail();
    }),
  ).toThrow('no');
  expect(engine.schema.object('Usage__c')).toBeUndefined();
});

test('an org in a file is there again when it is opened again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  folders.push(folder);
  const file = join(folder, 'org.sqlite');
  const org = openOrg({ file });
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  const id = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A' }));
  org.engine.documents.put('job', '1', { state: 'Open' });
  org.engine.close();
  const again = openOrg({ file, organizationId: idOf('00D', 5) });
  expect(again.engine.organizationId).toBe(org.engine.organizationId);
  const next = idIn(insert(sessionOf(again.engine, 'admin@heap.local'), 'Usage__c', { Key__c: 'B' }));
  expect(next > id).toBe(true);
  expect(column(again.admin, 'SELECT Name FROM Usage__c')).toEqual(['U-0001', 'U-0002']);
  expect(again.engine.documents.all('job')).toEqual([{ key: '1', value: { state: 'Open' } }]);
  again.engine.close();
});

test('what was loaded is taken into the file once nobody writes, not by the next small request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  folders.push(folder);
  const file = join(folder, 'org.sqlite');
  const { engine, admin } = openOrg({ file });
  addUsageObject(engine);
  engine.transaction(() => {
    for (let row = 0; row < 1500; row++) idIn(insert(admin, 'Account', { Name: `A${row}` }));
  });
  const alone = join(folder, 'alone.sqlite');
  const accountsInFile = () => {
    copyFileSync(file, alone);
    const db = new DatabaseSync(alone);
    // What the journal holds is not there.
    const found = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'Usage__c'").get()?.['n'];
    const accounts = db.prepare('SELECT count(*) AS n FROM Account').get()?.['n'];
    db.close();
    return [found, accounts];
  };
  await expect.poll(accountsInFile, { timeout: 10_000 }).toEqual([1, 1503]);
  engine.close();
});

test('a snapshot brings back rows, schema and documents', () => {
  const org = openOrg();
  const bytes = org.engine.snapshot();
  addUsageObject(org.engine);
  idIn(insert(org.admin, 'Account', { Name: 'New' }));
  org.engine.documents.put('job', '1', {});
  org.engine.restore(bytes);
  expect(org.engine.schema.object('Usage__c')).toBeUndefined();
  expect(column(org.admin, 'SELECT Name FROM Account ORDER BY Name')).toEqual(['Acme', 'acme Labs', 'Bolt & Söhne']);
  expect(org.engine.documents.all('job')).toEqual([]);
  addUsageObject(org.engine);
  expect(insert(org.admin, 'Usage__c', {}).status).toBe('done');
});
