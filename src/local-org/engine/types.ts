import type { Clock } from '../../base/clock.ts';
import type { SystemPermission } from './access/system-permissions.ts';
import type { Background } from './background.ts';
import type { FaultBook } from './fault-book.ts';
import type { Equal, FoundRow } from './find-rows.ts';
import type { RowLocks } from './records/rules/row-locks.ts';
import type { Edition } from './schema/edition.ts';
import type { Search } from './soql/search/parse-search.ts';

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
  /** What REST says beside the rest, as `duplicateResut`. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export type { SystemPermission };

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
  /** For a history object: the object whose changes it tells. Who reads that object's rows reads their history. */
  readonly historyOf?: string;
  /** The metadata the object was deployed with, for retrieve: child parts that the schema itself does not need. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A deleted field or object, under the name that it has until it is purged. */
export interface DeletedPart {
  readonly object: string;
  /** `Sessions_del__c`; absent for an object that is deleted itself. */
  readonly field?: string;
  /** What it was called before. */
  readonly was: string;
  readonly deletedDate: Date;
}

/** The catalogue of objects and fields. Names are found in any case, and given in their own. */
export interface Schema {
  objects(): readonly ObjectDef[];
  object(name: string): ObjectDef | undefined;
  field(object: string, name: string): FieldDef | undefined;
  /** Adds or replaces an object's own settings; fields that exist stay. Throws ApiError on a broken rule. */
  putObject(def: Omit<ObjectDef, 'keyPrefix' | 'fields'> & { readonly nameField?: FieldDef }): ObjectDef;
  /** Deletes a custom object with its rows; `purge` keeps nothing of it in the list of deleted objects. */
  dropObject(name: string, options?: { readonly purge?: boolean }): void;
  /** Adds or changes a custom field; grants nothing to anybody. Throws ApiError on a broken rule. */
  putField(object: string, def: FieldDef): { readonly created: boolean; readonly changed: boolean };
  /** Deletes a custom field with what it holds. Its slot stays taken until it is purged: at once, or 15 days later. */
  dropField(object: string, field: string, options?: { readonly purge?: boolean }): void;
  /** Fields and objects that are deleted and not purged yet. */
  deleted(): readonly DeletedPart[];
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
  /** In whose name rows are locked; locks of others refuse a row. */
  readonly lockOwner?: string;
  /** `AllowFieldTruncationHeader`: a text that is too long is cut off instead of refused. */
  readonly allowTruncation?: boolean;
  /** `DuplicateRuleHeader`: rows are saved although a duplicate rule warns of them. */
  readonly allowDuplicates?: boolean;
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

/** The row that stays, with the values that it gets, and the rows of its object that go up in it. */
export interface MergeRequest {
  readonly object: string;
  readonly master: Readonly<Record<string, unknown>> & { readonly Id: string };
  readonly losers: readonly string[];
}

export type MergeOutcome =
  | {
      readonly status: 'done';
      readonly id: string;
      readonly mergedRecordIds: readonly string[];
      /** Children that belong to the row that stays from now on. */
      readonly updatedRelatedIds: readonly string[];
    }
  | { readonly status: 'refused'; readonly id: string; readonly errors: readonly ApiErrorEntry[] };

export interface UpdatedRows {
  readonly ids: readonly string[];
  readonly latestDateCovered: Date;
}

export interface DeletedRows {
  readonly rows: readonly { readonly id: string; readonly deletedDate: Date }[];
  readonly earliestDateAvailable: Date;
  readonly latestDateCovered: Date;
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
  /** Joins one or two rows into another one of their object. */
  merge(request: MergeRequest): MergeOutcome;
  /** Takes deleted rows out of the recycle bin for good; one outcome for each Id. */
  emptyRecycleBin(ids: readonly string[]): readonly RowOutcome[];
  /** Ids of rows made or changed in a span of time. Throws ApiError for a span that cannot be asked for. */
  updatedBetween(object: string, start: Date, end: Date): UpdatedRows;
  deletedBetween(object: string, start: Date, end: Date): DeletedRows;
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
  /** How a query would be gone about, without running it. */
  explain(soql: string): Record<string, unknown>;
  /** Rows that hold the words looked for, in wire form, object by object. */
  search(search: Search, apiVersion: string): readonly Record<string, unknown>[];
}

/** One org. Only `session` lets anybody in; the rest is for the org's own house-keeping. */
export interface Engine {
  /** 18 characters, `00D…`. */
  readonly organizationId: string;
  readonly edition: Edition;
  /** Salesforce licences, which some allocations go by. */
  readonly licences: number;
  readonly clock: Clock;
  readonly schema: Schema;
  /** `undefined` for an unknown or inactive user. */
  session(userId: string): Session | undefined;
  /** Sees and may do everything, as the platform itself; audit fields name the given user. */
  system(actingUserId?: string): Session;
  userByUsername(username: string): { readonly id: string; readonly active: boolean } | undefined;
  activeUsers(): readonly { readonly id: string; readonly username: string }[];
  /** All or nothing; may be nested. */
  transaction<T>(work: () => T): T;
  /** Rows of an object as they are kept, for the org's own look-ups. */
  find(object: string, columns: readonly string[], equal: Equal): readonly FoundRow[];
  /** What the org does on its own between requests. */
  readonly background: Background;
  /** Key–value documents that are kept with the org (jobs, tokens, deployed components …), as JSON. */
  readonly documents: Documents;
  /** Rows that a job or a test has to itself. */
  readonly locks: RowLocks;
  /** What its requests and jobs are to meet, for tests of their clients. */
  readonly faults: FaultBook;
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
  /** Rises with each change of a kind, and whenever a change was undone; for caches. */
  version(kind: string): number;
}
