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
