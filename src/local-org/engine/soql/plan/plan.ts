import type { Stored } from '../../records/store/store.ts';
import type { FieldDef, FieldType, ObjectDef } from '../../types.ts';
import type { Show } from '../run/shown-values.ts';
import type { View } from '../run/views.ts';
import type { Source } from './scope.ts';

/** A row that a lookup leads to: its Id, and where its object is told when it may be of several. */
export interface ParentPlaces {
  readonly object: ObjectDef;
  readonly idPlace: number;
  readonly typePlace: number | undefined;
}

/** One thing of a record, and where its value lies in the row. */
export type Output =
  | { readonly kind: 'value'; readonly key: string; readonly place: number; readonly show: Show }
  | { readonly kind: 'compound'; readonly key: string; readonly places: ReadonlyMap<string, number> }
  | { readonly kind: 'parent'; readonly key: string; readonly parent: ParentPlaces; readonly outputs: Output[] }
  | {
      readonly kind: 'typeof';
      readonly key: string;
      readonly parent: ParentPlaces;
      /** What is shown of a row of each object; the name in `attributes` is the object's own. */
      readonly cases: readonly { readonly object: ObjectDef; readonly idPlace: number; readonly outputs: Output[] }[];
      readonly otherwise: readonly Output[] | undefined;
    }
  | { readonly kind: 'children'; readonly key: string; readonly plan: RowPlan };

/** A column as a flat row shows it. */
export interface FlatColumn {
  readonly name: string;
  readonly place: number;
  readonly type: FieldType;
  /** How a label or a number in the user's form is made of what is kept. */
  readonly show?: Show;
}

/** What `columns=true` tells of one column. */
export interface ColumnFact {
  readonly name: string;
  readonly display: string;
  readonly type: FieldType;
  readonly aggregate: boolean;
  readonly field: FieldDef | undefined;
  readonly parents: readonly Source[];
  readonly children: readonly ColumnFact[];
}

export interface RowPlan {
  readonly kind: 'rows';
  readonly object: ObjectDef;
  readonly select: string;
  readonly from: string;
  readonly root: string;
  readonly where: string;
  readonly values: readonly Stored[];
  /** ` ORDER BY …`, or nothing. */
  readonly order: string;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly outputs: readonly Output[];
  readonly flat: readonly FlatColumn[];
  readonly facts: readonly ColumnFact[];
  /** In a child query, the field that leads to the parent. */
  readonly parentField?: string;
  /** How many custom fields of long text are selected. */
  readonly longTexts: number;
  /** FOR UPDATE: nobody else may hold the rows that are given. */
  readonly locks: boolean;
  /** What is noted of the rows that are given. */
  readonly view?: View;
}

export interface AggregatePlan {
  readonly kind: 'aggregate';
  readonly object: ObjectDef;
  readonly sql: string;
  readonly values: readonly Stored[];
  readonly columns: readonly { readonly name: string; readonly show: Show }[];
  readonly facts: readonly ColumnFact[];
  readonly grouped: boolean;
}

export interface CountPlan {
  readonly kind: 'count';
  readonly object: ObjectDef;
  readonly sql: string;
  readonly values: readonly Stored[];
  readonly facts: readonly ColumnFact[];
}

export type Plan = RowPlan | AggregatePlan | CountPlan;
