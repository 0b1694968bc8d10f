import type { Clock } from '../../../base/clock.ts';
import type { SystemPermission } from '../access/system-permissions.ts';
import type { Background } from '../background.ts';
import type { OrgFaults } from '../faults.ts';
import type { Equal, FoundRow } from '../find-rows.ts';
import type { OrgKind } from '../org-kind.ts';
import type { RowLocks } from '../records/rules/row-locks.ts';
import type { Edition } from '../schema/edition.ts';
import type { scratchOrgsOf } from '../scratch-allocations.ts';
import type { Search } from '../soql/search/parse-search.ts';
import type { FlatRows, QueryOptions, QueryPage } from './queries.ts';
import type {
  DeletedRows,
  MergeOutcome,
  MergeRequest,
  RowOutcome,
  RowWriter,
  RowWriterOptions,
  UpdatedRows,
} from './rows.ts';
import type { Schema } from './schema.ts';

/** The org as one user sees it. Every path in checks what that user may do. */
export interface Session {
  readonly user: { readonly id: string; readonly username: string; readonly name: string; readonly email: string };
  /** Time zone, as `America/Los_Angeles`. */
  readonly zone: string;
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
  readonly kind: OrgKind;
  /** Salesforce licences, which some allocations go by. */
  readonly licences: number;
  /** What a scratch org was asked with. */
  readonly features: readonly string[];
  /** When it runs out, by its own clock; never for most. */
  readonly expires: Date | undefined;
  /** Whether programs may use its APIs at all. */
  readonly apiAccess: boolean;
  readonly clock: Clock;
  readonly schema: Schema;
  /** To be called after a preference was switched, which may bring an object or take it away. */
  preferencesSwitched(): void;
  /** Megabytes of rows that fit in, where it was said. */
  readonly dataStorageMb: number | undefined;
  /** The scratch orgs that it may have, and what is left of them; nothing for an org that is no Dev Hub. */
  scratchOrgs(): ReturnType<typeof scratchOrgsOf>;
  /** How much data its rows count as, those in the bin left out. */
  usedDataMegabytes(): number;
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
  readonly faults: OrgFaults;
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
