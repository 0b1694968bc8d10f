import type { Progress } from '../base/progress.ts';
import type { Column, Table } from '../base/table.ts';
import type { PropertyDefinition } from './property-definitions.ts';
import type { TableRole } from './table-role.ts';

/** Where an export lies: as Heap Connect puts it into a bucket, or as plain files. Folders are absolute. */
export type ExportSource =
  | { readonly kind: 'connect'; readonly folder: string }
  | ({ readonly kind: 's3' } & BucketPlace)
  | { readonly kind: 'files'; readonly folder: string };

/** A place in S3, or in a store that speaks its protocol. */
export interface BucketPlace {
  readonly bucket: string;
  /** `main/production`; empty for the whole bucket. */
  readonly prefix: string;
  /** As the SDK finds it, where it is left out. */
  readonly region?: string;
  /** URL of a store that is not Amazon's. */
  readonly endpoint?: string;
}

/** What reading an export needs beside the place. */
export interface ExportGround {
  /** Where parts that were read once are kept. */
  readonly cacheFolder: string;
  readonly progress: Progress;
}

/** The tables of one Heap environment. */
export interface HeapExport {
  /** By table name, users and sessions first as far as they are there. */
  readonly tables: ReadonlyMap<string, ExportTable>;
  /** The tables of role `event`: one for each event that is sent to the export. */
  readonly eventTables: readonly ExportTable[];
  readonly properties: readonly PropertyDefinition[];
  /** What was put together, oldest first; empty for a folder of plain files. */
  readonly dumps: readonly DumpFacts[];
}

export interface ExportTable {
  readonly name: string;
  readonly role: TableRole;
  /** What Heap calls the event, where the export tells. */
  readonly displayName?: string;
  /**
   * The columns of all dumps together; `undefined` for plain files, which tell when they are scanned.
   * Rows of Heap Connect carry `_dump` and `_part` at the end: where a row was found, for whoever keeps the newest.
   */
  readonly columns: readonly Column[] | undefined;
  /**
   * The rows; of some columns only, where they are named (`_dump` and `_part` always come along). What has not been
   * read before is read now, and kept.
   */
  table(columns?: readonly string[]): Promise<Table>;
}

export interface DumpFacts {
  readonly id: number;
  /** Relative to the export's place. */
  readonly manifest: string;
  readonly tables: readonly {
    readonly name: string;
    readonly incremental: boolean;
    readonly files: number;
    /** False when a later full dump took its place. */
    readonly used: boolean;
  }[];
}
