import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { addUsageObject, allFields, apiVersion, column, grant, openOrg } from './org.ts';

test('the schema can be asked for by query', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  expect(
    column(
      org.admin,
      "SELECT QualifiedApiName, Label FROM EntityDefinition WHERE QualifiedApiName IN ('Account', 'Usage__c') ORDER BY QualifiedApiName",
      'Label',
    ),
  ).toEqual(['Account', 'Usage']);
  const fields =
    "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Usage__c' AND QualifiedApiName LIKE '%__c'";
  expect(column(org.admin, fields, 'QualifiedApiName')).toEqual([]);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  expect(column(org.admin, fields, 'QualifiedApiName')).toEqual([
    'Key__c',
    'Account__c',
    'Sessions__c',
    'Last_Seen__c',
  ]);
  expect(
    org.admin.query(
      "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinitionId='Account' AND IsPolymorphicForeignKey = true",
      { apiVersion },
    ).totalSize,
  ).toBe(0);
});

test('what clients ask of an org after login is answered', () => {
  const { admin } = openOrg();
  expect(
    admin.query(
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization',
      { apiVersion },
    ).records,
  ).toMatchObject([
    {
      Name: 'Heap Local Org',
      IsSandbox: false,
      TrialExpirationDate: null,
      NamespacePrefix: null,
      OrganizationType: 'Developer Edition',
    },
  ]);
  expect(
    column(
      admin,
      "SELECT name FROM Profile WHERE Id IN (SELECT ProfileId FROM User WHERE username='admin@heap.local')",
    ),
  ).toEqual(['System Administrator']);
  expect(column(admin, "SELECT Id FROM User WHERE Username = 'heap-sync@heap.local'", 'Id')).toEqual([idOf('005', 2)]);
});
