import type { OrgPreference } from '../access/org-preferences.ts';

/** Types of fields, by the names that describe gives them. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'time'
  | 'location'
  | 'address'
  | 'anyType';

export interface FieldDef {
  /** API name, `Account_Id__c`. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Metadata API type for custom fields: `Text`, `Number`, `Lookup`, `DateTime`, … */
  readonly metadataType?: string;
  readonly custom: boolean;
  /** Of the managed package that it came with; its name begins with it. */
  readonly namespace?: string;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  /** Needs a value on create. Such fields have no field-level security. */
  readonly required: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly externalId: boolean;
  /** Can be used to find a row in place of its Id: external ids, Email, Name and the like. */
  readonly idLookup: boolean;
  readonly referenceTo?: readonly string[];
  readonly relationshipName?: string;
  /** `Heap_Usages` on the parent, for child subqueries. */
  readonly childRelationshipName?: string;
  readonly deleteConstraint?: 'SetNull' | 'Restrict' | 'Cascade';
  readonly picklist?: {
    readonly restricted: boolean;
    readonly values: readonly string[];
    /** Labels that differ from their values. */
    readonly labels?: Readonly<Record<string, string>>;
    /** The global value set that the values come from. */
    readonly globalSet?: string;
    /** The field whose value decides which of the values are offered, and for which of its values each is. */
    readonly controller?: { readonly field: string; readonly offers: Readonly<Record<string, readonly string[]>> };
  };
  /** `start` is what the first row gets; 1 unless said. */
  readonly autoNumber?: { readonly format: string; readonly start?: number };
  /** Lines or values that are shown at once. */
  readonly visibleLines?: number;
  readonly formula?: string;
  /** What empty numbers count as in the formula; nothing unless said. */
  readonly formulaBlanks?: 'BlankAsZero' | 'BlankAsBlank';
  readonly summary?: RollUp;
  /** The row belongs to its parent: it goes with it, and is shared as it is. */
  readonly masterDetail?: MasterDetail;
  readonly defaultValue?: string | number | boolean | null;
  /** Worked out anew for each row, as `TODAY() + 30`. */
  readonly defaultFormula?: string;
  /** What the platform itself allows, before access: audit fields, formulas and auto-numbers are false. */
  readonly creatable: boolean;
  readonly updatable: boolean;
  /** False for fields that no permission can hide: Id, Name, required, system fields. */
  readonly permissionable: boolean;
  readonly nameField: boolean;
  /** The org has the field only while this is switched on. */
  readonly needs?: OrgPreference;
  /** The compound that shows this part (`BillingAddress`, `Name`); field-level security goes by it. */
  readonly compound?: string;
  /** Made of these fields, with a blank between; nobody writes it. */
  readonly joins?: readonly string[];
  readonly trackHistory: boolean;
  readonly description?: string;
  readonly helpText?: string;
  readonly securityClassification?: string;
}

/** What a roll-up summary field makes of the rows of a detail. */
export interface RollUp {
  readonly operation: 'count' | 'sum' | 'min' | 'max';
  readonly child: string;
  /** The master-detail field of the child that leads here. */
  readonly foreignKey: string;
  /** The child's field that is drawn together; none for a count. */
  readonly field?: string;
  /** All of these must hold for a row to count. */
  readonly filters: readonly { readonly field: string; readonly operation: string; readonly value: string }[];
}

export interface MasterDetail {
  /** 0 for the primary master, 1 for the secondary. */
  readonly order: 0 | 1;
  readonly reparentable: boolean;
  /** Read access to the master is enough to write details. */
  readonly writeRequiresMasterRead: boolean;
}
