import type { Column, Table } from '../base/table.ts';
import type { PropertyDefinition } from './property-definitions.ts';
import type { TableRole } from './table-role.ts';

/** Where an export lies: as Heap Connect puts it into a bucket, or as plain files. The folder is absolute. */
export interface ExportSource {
  readonly kind: 'connect' | 'files';
  readonly folder: string;
}

/** The tables of one Heap environment, as they lie in a folder. */
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
  /**
   * The columns of all dumps together; `undefined` for plain files, which tell when they are scanned.
   * Rows of Heap Connect carry `_dump` and `_part` at the end: where a row was found, for whoever keeps the newest.
   */
  readonly columns: readonly Column[] | undefined;
  /** The rows; of some columns only, where they are named (`_dump` and `_part` always come along). */
  table(columns?: readonly string[]): Table;
}

export interface DumpFacts {
  readonly id: number;
  /** Relative to the export's folder. */
  readonly manifest: string;
  readonly tables: readonly {
    readonly name: string;
    readonly incremental: boolean;
    readonly files: number;
    /** False when a later full dump took its place. */
    readonly used: boolean;
  }[];
}
