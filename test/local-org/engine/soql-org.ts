import { idOf } from '../../../src/local-org/engine/ids.ts';
import type { FieldDef } from '../../../src/local-org/engine/types.ts';
import { addUsageObject, allFields, apiVersion, field, grant, idIn, insert, openOrg, type TestOrg } from './org.ts';

const fields: readonly FieldDef[] = [
  field('Who__c', {
    type: 'reference',
    referenceTo: ['Account', 'Contact'],
    relationshipName: 'Who__r',
    childRelationshipName: 'WhoUsages',
  }),
  field('Rank__c', {
    type: 'picklist',
    length: 255,
    picklist: { restricted: false, values: ['Low', 'Mid', 'High'], labels: { Mid: 'Middle' } },
  }),
  field('Tags__c', { type: 'multipicklist', length: 4099, picklist: { restricted: false, values: ['a', 'b', 'c'] } }),
  field('At__c', { type: 'time' }),
  field('Spot__c', { type: 'location', precision: 18, scale: 5 }),
  field('Twice__c', {
    type: 'double',
    precision: 18,
    scale: 0,
    formula: 'Sessions__c * 2',
    creatable: false,
    updatable: false,
  }),
];

const rows = [
  {
    Key__c: 'A',
    Account__c: idOf('001', 1),
    Sessions__c: 2,
    Who__c: idOf('001', 1),
    Rank__c: 'High',
    Tags__c: 'a;b',
    At__c: '10:30:00.000Z',
    Spot__Latitude__s: 37.77,
    Spot__Longitude__s: -122.4,
    Last_Seen__c: '2026-03-08T10:30:00.000Z',
  },
  {
    Key__c: 'B',
    Account__c: idOf('001', 1),
    Sessions__c: 3,
    Who__c: idOf('003', 1),
    Rank__c: 'Low',
    Tags__c: 'b;c',
    At__c: '12:30:00.000Z',
    Last_Seen__c: '2026-03-09T06:30:00.000Z',
  },
  { Key__c: 'C', Account__c: idOf('001', 2), Sessions__c: 5, Rank__c: 'Mid' },
];

/** An org with three usages, of an object that has a field of each kind that queries treat in a way of its own. */
export function openUsageOrg(): TestOrg {
  const org = openOrg();
  addUsageObject(org.engine);
  for (const each of fields) org.engine.schema.putField('Usage__c', each);
  const grants = fields.map(({ name }) => [`Usage__c.${name}`, name === 'Twice__c' ? 'read' : 'edit'] as const);
  grant(org, org.admin.user.id, 'All', { fields: { ...allFields, ...Object.fromEntries(grants) } });
  for (const row of rows) idIn(insert(org.admin, 'Usage__c', row));
  return org;
}

/** Records without what tells of what object they are, as they are in the fields asked for. */
export function plainRecords(org: TestOrg, soql: string): unknown {
  return org.admin.query(soql, { apiVersion }).records.map(plain);
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'attributes');
  return Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]));
}

/** Code and words of what the org says to a query that it refuses. */
export function refusalOf(org: TestOrg, soql: string): string {
  try {
    org.admin.query(soql, { apiVersion });
    return 'answered';
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}
