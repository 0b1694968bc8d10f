import type { Level } from '../config/settings.ts';

/** The names of a usage object, without the namespace that a managed install puts before them. */
export interface UsageNames {
  readonly object: string;
  /** The external id that a row is upserted by. */
  readonly externalId: string;
  /** The lookup to the record that the row is about. */
  readonly lookup: string;
}

/** The usage object of each level, with the two fields that the package gives it. */
export const USAGE_OBJECTS: Readonly<Record<Level, UsageNames>> = {
  account: { object: 'Heap_Account_Usage__c', externalId: 'Account_Id__c', lookup: 'Account__c' },
  contact: { object: 'Heap_Contact_Usage__c', externalId: 'Contact_Id__c', lookup: 'Contact__c' },
};

/** What the permission sets for metric fields grant on each of them. */
export const METRIC_SETS: readonly {
  readonly permissionSet: string;
  readonly label: string;
  readonly edit: boolean;
}[] = [
  { permissionSet: 'Heap_Metric_Access', label: 'Heap Metric Access', edit: true },
  { permissionSet: 'Heap_Metric_Viewer', label: 'Heap Metric Viewer', edit: false },
];
