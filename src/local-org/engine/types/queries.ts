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
