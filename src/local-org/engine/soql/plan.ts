import type { Stored } from '../records/store.ts';
import type { FieldDef, FieldType, ObjectDef } from '../types.ts';
import type { Source } from './scope.ts';

/** One thing of a record, and where its value lies in the row. */
export type Output =
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly place: number;
      readonly type: FieldType;
      readonly text: boolean;
    }
  | { readonly kind: 'address'; readonly key: string; readonly places: ReadonlyMap<string, number> }
  | {
      readonly kind: 'parent';
      readonly key: string;
      readonly object: ObjectDef;
      readonly idPlace: number;
      readonly outputs: Output[];
    }
  | { readonly kind: 'children'; readonly key: string; readonly plan: RowPlan };

/** A column as a flat row shows it. */
export interface FlatColumn {
  readonly name: string;
  readonly place: number;
  readonly type: FieldType;
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
  /** `SELECT … FROM … WHERE …`, with `#WHERE#` where more conditions may go. */
  readonly select: string;
  readonly from: string;
  readonly root: string;
  readonly where: string;
  readonly values: readonly Stored[];
  readonly order: string;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly outputs: readonly Output[];
  readonly flat: readonly FlatColumn[];
  readonly facts: readonly ColumnFact[];
  /** In a child query, the field that leads to the parent. */
  readonly parentField?: string;
}

export interface AggregatePlan {
  readonly kind: 'aggregate';
  readonly object: ObjectDef;
  readonly sql: string;
  readonly values: readonly Stored[];
  readonly flat: readonly FlatColumn[];
  readonly facts: readonly ColumnFact[];
  readonly grouped: boolean;
}

interface CountPlan {
  readonly kind: 'count';
  readonly object: ObjectDef;
  readonly sql: string;
  readonly values: readonly Stored[];
  readonly facts: readonly ColumnFact[];
}

export type Plan = RowPlan | AggregatePlan | CountPlan;
