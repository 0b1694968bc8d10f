import { expect, test } from 'vitest';
import { addUsageObject, allFields, apiVersion, field, grant, idIn, insert, openOrg, update } from './org.ts';
import { plainRecords, refusalOf } from './soql-org.ts';

const soql = 'SELECT Key__c, Sessions__c FROM Usage__c ORDER BY Key__c';

test('a query asked again sees what was written since', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  expect(plainRecords(org, soql)).toEqual([]);
  const id = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Sessions__c: 1 }));
  expect(plainRecords(org, soql)).toEqual([{ Key__c: 'A', Sessions__c: 1 }]);
  idIn(update(org.admin, 'Usage__c', { Id: id, Sessions__c: 2 }));
  expect(plainRecords(org, soql)).toEqual([{ Key__c: 'A', Sessions__c: 2 }]);
});

test('a query asked again goes by the rights of now', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  expect(refusalOf(org, soql)).toContain("No such column 'Key__c'");
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  expect(refusalOf(org, soql)).toBe('answered');
});

test('a query asked again goes by the schema of now', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Sessions__c: 1 }));
  expect(plainRecords(org, soql)).toHaveLength(1);
  org.engine.schema.dropField('Usage__c', 'Sessions__c');
  expect(refusalOf(org, soql)).toContain("No such column 'Sessions__c'");
  org.engine.schema.putField('Usage__c', field('Sessions__c', { type: 'string', length: 20 }));
  grant(org, org.admin.user.id, 'Again', { fields: { 'Usage__c.Sessions__c': 'edit' } });
  expect(plainRecords(org, soql)).toEqual([{ Key__c: 'A', Sessions__c: null }]);
});

test('two users who ask the same are each answered for themselves', () => {
  const org = openOrg();
  const asked = 'SELECT Name FROM Account USING SCOPE mine';
  expect(org.admin.query(asked, { apiVersion }).totalSize).toBe(3);
  grant(org, org.sync.user.id, 'Reader', { objects: { Account: ['Read'] } });
  expect(org.engine.session(org.sync.user.id)!.query(asked, { apiVersion }).totalSize).toBe(0);
});
