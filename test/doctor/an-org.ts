import type { OrgFacts } from '../../src/doctor/org/org-facts.ts';
import type { Allocation, Credits } from '../../src/salesforce/credits.ts';
import type { ObjectDescription } from '../../src/salesforce/describe.ts';
import type { Org } from '../../src/salesforce/org.ts';

export function anOrg(changes: Partial<Org> = {}): Org {
  return {
    instanceUrl: 'https://acme.my.salesforce.com',
    username: 'sync@acme.example',
    userId: '005000000000001AAA',
    organizationId: '00D000000000001AAA',
    apiVersion: '67.0',
    environment: 'production',
    name: 'Acme',
    alias: 'sync',
    credits: credits(undefined, 1000),
    ...changes,
  };
}

export function credits(allocation: Allocation | undefined, left: number): Credits {
  return {
    spent: 3,
    byKind: new Map(),
    allocation,
    remaining: () => left,
    tightest: () => ({ name: 'of today', of: 10_000, left, actions: ['Run again tomorrow.'] }),
    check: () => {},
  };
}

/** An object with every right on it and no field. */
export function anObject(name: string, changes: Partial<ObjectDescription> = {}): ObjectDescription {
  const rights = { createable: true, updateable: true, deletable: true, queryable: true };
  return { name, label: name, custom: name.endsWith('__c'), ...rights, fields: new Map(), ...changes };
}

const whole = { viewAll: true, modifyAll: true };

/** What an org tells in which nothing is wrong. */
export function facts(changes: Partial<OrgFacts> = {}): OrgFacts {
  const names = ['Account', 'Contact', 'Heap_Account_Usage__c', 'Heap_Contact_Usage__c'];
  const held = ['ApiEnabled', 'CustomizeApplication', 'ModifyMetadata', 'ViewSetup'];
  const fields = { enableHistory: true, fields: [] };
  return {
    org: anOrg(),
    edition: { status: 'told', value: 'Enterprise Edition' },
    clockAhead: 0,
    permissions: { status: 'told', value: new Map(held.map((name) => [name, true])) },
    wholeObjects: { status: 'told', value: new Map(names.map((name) => [name, whole])) },
    objects: new Map(names.map((name) => [name.toLowerCase(), anObject(name)])),
    sharing: new Map([
      ['Account', 'Private'],
      ['Contact', 'ControlledByParent'],
      ['Heap_Account_Usage__c', 'Read'],
      ['Heap_Contact_Usage__c', 'Read'],
    ]),
    usage: { account: 'Heap_Account_Usage__c', contact: 'Heap_Contact_Usage__c' },
    contacts: { status: 'told', value: 10 },
    limits: { status: 'told', value: new Map([['DataStorageMB', { max: 1000, remaining: 900 }]]) },
    adminCredits: 0,
    pushing: {
      packages: { status: 'told', value: [] },
      fields: { status: 'told', value: { account: fields, contact: fields } },
      validationRules: { status: 'told', value: [] },
      duplicateRules: { status: 'told', value: [] },
    },
    ...changes,
  };
}
