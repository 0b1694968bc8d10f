/** What the parts of the engine know of one another. */
export type { SystemPermission } from './access/system-permissions.ts';
export type { Documents, Engine, Session } from './types/engine.ts';
export type { FieldDef, FieldType, RollUp } from './types/fields.ts';
export type { FlatRows, QueryOptions, QueryPage } from './types/queries.ts';
export type {
  ApiErrorEntry,
  DeletedRows,
  MergeOutcome,
  MergeRequest,
  Operation,
  RowOutcome,
  RowWriter,
  RowWriterOptions,
  UpdatedRows,
} from './types/rows.ts';
export type { DeletedPart, ObjectDef, Schema } from './types/schema.ts';
