import type { Clock } from '../../base/clock.ts';

/**
 * A Salesforce error for a whole request: HTTP status and the entries of the body.
 * Row-level trouble is not thrown; it is a `RowOutcome`.
 */
export interface ApiErrorEntry {
  /** `errorCode` in REST, `statusCode` in collections and SOAP. */
  readonly code: string;
  readonly message: string;
  /** Absent on session, not-found and query errors; present, if empty, on DML errors. */
  readonly fields?: readonly string[];
}

export type SystemPermission =
  | 'ApiEnabled'
  | 'ApiUserOnly'
  | 'AssignPermissionSets'
  | 'CustomizeApplication'
  | 'ManageProfilesPermissionsets'
  | 'ManageUsers'
  | 'ModifyAllData'
  | 'ModifyMetadata'
  | 'ViewAllData'
  | 'ViewSetup';

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
  | 'address';

export interface FieldDef {
  /** API name, `Account_Id__c`. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Metadata API type for custom fields: `Text`, `Number`, `Lookup`, `DateTime`, … */
  readonly metadataType?: string;
  readonly custom: boolean;
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
  readonly picklist?: { readonly restricted: boolean; readonly values: readonly string[] };
  readonly autoNumber?: { readonly format: string };
  readonly formula?: string;
  readonly defaultValue?: string | number | boolean | null;
  /** What the platform itself allows, before access: audit fields, formulas and auto-numbers are false. */
  readonly creatable: boolean;
  readonly updatable: boolean;
  /** False for fields that no permission can hide: Id, Name, required, system fields. */
  readonly permissionable: boolean;
  readonly nameField: boolean;
  /** The compound that shows this part (`BillingAddress`, `Name`); field-level security goes by it. */
  readonly compound?: string;
  /** Made of these fields, with a blank between; nobody writes it. */
  readonly joins?: readonly string[];
  readonly trackHistory: boolean;
  readonly description?: string;
  readonly helpText?: string;
  readonly securityClassification?: string;
}

export interface ObjectDef {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly description?: string;
  /** Object access is asked for (false for setup objects such as PermissionSet, which have rules of their own). */
  readonly permissionable: boolean;
  readonly deploymentStatus?: string;
  readonly sharingModel?: string;
  readonly enableReports?: boolean;
  readonly enableSearch?: boolean;
  readonly enableHistory?: boolean;
  /** The metadata the object was deployed with, for retrieve: child parts that the schema itself does not need. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The catalogue of objects and fields. Names are found in any case, and given in their own. */
export interface Schema {
  objects(): readonly ObjectDef[];
  object(name: string): ObjectDef | undefined;
  field(object: string, name: string): FieldDef | undefined;
  /** Adds or replaces an object's own settings; fields that exist stay. Throws ApiError on a broken rule. */
  putObject(def: Omit<ObjectDef, 'keyPrefix' | 'fields'> & { readonly nameField?: FieldDef }): ObjectDef;
  dropObject(name: string): void;
  /** Adds or changes a custom field; grants nothing to anybody. Throws ApiError on a broken rule. */
  putField(object: string, def: FieldDef): { readonly created: boolean; readonly changed: boolean };
  dropField(object: string, field: string): void;
  /** Rises with each change, for caches. */
  readonly version: number;
}

export type RowOutcome =
  | { readonly status: 'done'; readonly id: string; readonly created: boolean }
  | { readonly status: 'refused'; readonly id?: string; readonly errors: readonly ApiErrorEntry[] };

export type Operation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete' | 'undelete';

/**
 * Writes rows of one shape. Opening it checks what holds for all rows (object, columns, access)
 * and throws ApiError; each row then answers for itself.
 */
export interface RowWriter {
  /** Cells in the order of the columns. `undefined` leaves the field alone, `null` empties it. */
  write(cells: readonly unknown[]): RowOutcome;
  /** What an upsert finds the row by, folded as the field compares, so that twins in one batch can be told. */
  keyOf(cells: readonly unknown[]): string | undefined;
}

export interface RowWriterOptions {
  readonly object: string;
  readonly operation: Operation;
  /** Field API names, `Id`, or a relationship path such as `Account.External__c`; in any case. */
  readonly columns: readonly string[];
  /** For upsert. `Id` is allowed. */
  readonly externalId?: string;
  /** Cells are texts as in CSV (`5`, `true`), or JSON values. */
  readonly cells: 'text' | 'json';
  /** In whose words a wrong column is refused: row API ("No such column…") or bulk ("InvalidBatch : Field name not found"). */
  readonly dialect: 'rest' | 'bulk';
}

export interface QueryPage {
  readonly totalSize: number;
  readonly done: boolean;
  /** With `attributes`, nested parents and child results, in wire form. */
  readonly records: readonly Record<string, unknown>[];
  /** Opaque; the REST layer makes a URL of it. */
  readonly locator?: string;
}

export interface QueryOptions {
  /** queryAll: deleted rows too. */
  readonly all?: boolean;
  readonly batchSize?: number;
  /** For `attributes.url`, as `66.0`. */
  readonly apiVersion: string;
}

/** Columns as a query names them, and rows as texts in CSV form, for Bulk query. */
export interface FlatRows {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly string[]>;
}

/** The org as one user sees it. Every path in checks what that user may do. */
export interface Session {
  readonly user: { readonly id: string; readonly username: string; readonly name: string; readonly email: string };
  can(permission: SystemPermission): boolean;
  /** Throws ApiError (INSUFFICIENT_ACCESS, 403) unless the user holds one of these. */
  need(...anyOf: readonly SystemPermission[]): void;
  describeGlobal(apiVersion: string): Record<string, unknown>;
  describe(object: string, apiVersion: string): Record<string, unknown>;
  writer(options: RowWriterOptions): RowWriter;
  /** One row by Id or external id, in wire form. Throws NOT_FOUND. */
  retrieve(
    object: string,
    key: { readonly field: string; readonly value: string },
    fields: readonly string[] | undefined,
    apiVersion: string,
  ): Record<string, unknown>;
  query(soql: string, options: QueryOptions): QueryPage;
  queryMore(locator: string, options: QueryOptions): QueryPage;
  /** For Bulk query; refuses what bulk does not offer. */
  queryFlat(soql: string, options: { readonly all: boolean }): FlatRows;
  /** `columns=true`. */
  queryColumns(soql: string): Record<string, unknown>;
}

/** One org. Only `session` lets anybody in; the rest is for the org's own house-keeping. */
export interface Engine {
  /** 18 characters, `00D…`. */
  readonly organizationId: string;
  readonly clock: Clock;
  readonly schema: Schema;
  /** `undefined` for an unknown or inactive user. */
  session(userId: string): Session | undefined;
  /** Sees and may do everything, as the platform itself; audit fields name the given user. */
  system(actingUserId?: string): Session;
  userByUsername(username: string): { readonly id: string; readonly active: boolean } | undefined;
  /** All or nothing; may be nested. */
  transaction<T>(work: () => T): T;
  /** Key–value documents that are kept with the org (jobs, tokens, deployed components …), as JSON. */
  readonly documents: Documents;
  /** The whole org as bytes, and back again: rows, schema, documents. Not inside a transaction. */
  snapshot(): Uint8Array;
  restore(bytes: Uint8Array): void;
  close(): void;
}

export interface Documents {
  get<T>(kind: string, key: string): T | undefined;
  put(kind: string, key: string, value: unknown): void;
  delete(kind: string, key: string): void;
  all<T>(kind: string): readonly { readonly key: string; readonly value: T }[];
}
