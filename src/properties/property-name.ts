import type { Level, PullSettings } from '../config/settings.ts';

const LEVEL_WORDS: Readonly<Record<Level, string>> = { account: 'Account', contact: 'Contact' };

/**
 * The name of a field in Heap, made of its API name, which stays when a label changes: `NumberOfEmployees` →
 * `Salesforce Account Number Of Employees`, `acme__Tier__c` → `Salesforce Account Acme Tier`, `Owner.Name` →
 * `Salesforce Account Owner Name`.
 */
export function propertyName(level: Level, field: string): string {
  return `Salesforce ${LEVEL_WORDS[level]} ${field.split('.').map(wordsOf).join(' ')}`;
}

/** The property that marks a deleted or merged record. */
export function deletedProperty(level: Level): string {
  return `Salesforce ${LEVEL_WORDS[level]} Deleted`;
}

/** Names that the pull itself fills at a level, so that no field may. */
export function ownProperties({ accountProperty, deleted }: PullSettings, level: Level): readonly string[] {
  return [...(level === 'contact' ? [accountProperty] : []), ...(deleted === 'mark' ? [deletedProperty(level)] : [])];
}

/** Ends of API names that say what kind of thing it is: a custom field, one of a person account, a relation, a geolocation's part. */
const KIND = /__(?:c|pc|r|pr|s)$/i;

function wordsOf(apiName: string): string {
  return (
    apiName
      .replace(KIND, '')
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      // An acronym ends before the word behind it, `CURequest`, but keeps the s of its plural, `ARRs`.
      .replace(/([A-Z])([A-Z](?!s(?![a-z]))[a-z])/g, '$1 $2')
      .split(/[_\s]+/)
      .filter((word) => word !== '')
      .map((word) => word[0]!.toUpperCase() + word.slice(1))
      .join(' ')
  );
}
