import type { ObjectDef } from '../../../../engine/types.ts';
import type { Entry } from '../../../door.ts';

export type ComponentRow = Readonly<Record<string, unknown>>;

/** A row that a client sends. */
export interface RowSent {
  readonly entry: Entry;
  readonly row: ComponentRow;
}

/** What rows of an object of the Tooling API may be asked for. */
interface RowWork {
  /** Whether this org has the object at all; it does unless told. */
  isIn?(entry: Entry): boolean;
  /** Relationships to rows of other tables, which a row holds under the same name. */
  readonly parents?: Readonly<Record<string, string>>;
  /** `equal` is what a query asks columns to be, by their names in lower case. */
  rows(entry: Entry, equal: ReadonlyMap<string, string>): readonly ComponentRow[];
  /** Gives the new row's Id. Throws ApiError. */
  create?(sent: RowSent): string;
  /** `false` when there is no such row. Throws ApiError. */
  update?(sent: RowSent, id: string): boolean;
  /** `false` when there is no such row. Throws ApiError. */
  remove?(entry: Entry, id: string): boolean;
}

/** The rows of an object of the Tooling API, and its columns; nothing is known of the columns of one that is always empty. */
export interface ComponentTable extends RowWork {
  readonly name: string;
  readonly columns: readonly string[] | undefined;
  /** It belongs to an object, so that queries may go on to EntityDefinition. */
  readonly ofEntity: boolean;
  /** Columns of which a query must filter by one. */
  readonly reified?: readonly string[];
  /** What describe says of it; rows of metadata components are described by the data API's own objects, if at all. */
  readonly definition?: ObjectDef;
}

/** An object that the Tooling API has and the data API does not. */
export const toolingTable = (definition: ObjectDef, work: RowWork): ComponentTable => ({
  name: definition.name,
  columns: [...definition.fields.values()].map(({ name }) => name),
  ofEntity: false,
  definition,
  ...work,
});
