import type { Level } from '../config/settings.ts';

/** A Salesforce field as Heap gets it: a user property of a contact's field, an account property of an account's. */
export interface Property {
  readonly level: Level;
  /** API name in the org's own case, or one step to a parent: `Tier__c`, `Owner.Name`. */
  readonly field: string;
  /** In Heap: `Salesforce Contact Title`. */
  readonly name: string;
  /** Describe's type of the field, of a parent's field where it is one: `picklist`, `currency`, `date`. */
  readonly type: string;
  /** Changes without moving the record's SystemModstamp: a formula, a roll-up, a parent's field, a date of activity. */
  readonly formula: boolean;
  /** Label by value, of a picklist that is sent as its label. */
  readonly labels?: ReadonlyMap<string, string>;
}

/** A chosen field that cannot be read or sent now, and what to do about it. */
export interface GoneField {
  /** As the configuration names it. */
  readonly field: string;
  /** Salesforce does not tell a field that was deleted or renamed from one that the user may not see. */
  readonly because: 'absent-or-hidden' | 'cannot-be-sent';
  /** One sentence that names field and object. */
  readonly message: string;
  readonly actions: readonly string[];
}

export interface ResolvedFields {
  /** In the order of the configuration; the currency of an amount right behind it. */
  readonly properties: readonly Property[];
  readonly gone: readonly GoneField[];
}

/** The paths to select for these properties, each once: two amounts of a record share its currency. */
export function fieldPaths(properties: readonly Property[]): readonly string[] {
  return [...new Set(properties.map(({ field }) => field))];
}
