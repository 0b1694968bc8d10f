import type { Token } from './tokens.ts';

/** One comparison of a WHERE or HAVING, and the parentheses and NOTs around it. */
export interface Place {
  readonly at: number;
  /** The word that joins it to the comparison before. */
  readonly joined: { readonly word: 'AND' | 'OR'; readonly at: number } | undefined;
  readonly before: readonly ('(' | 'NOT')[];
  readonly closes: number;
  /** It compares with the rows of another query. */
  readonly semiJoin: boolean;
  /** The time of day that it compares with, if it is one. */
  readonly time: Token | undefined;
}

/** What a query says in ways that its parser does not read, and how its conditions hang together. */
export interface Layout {
  readonly where: readonly Place[];
  readonly having: readonly Place[];
  readonly grouping: 'plain' | 'rollup' | 'cube';
  /** Which terms of ORDER BY are GROUPING(), shown to the parser as a function that takes ASC and DESC. */
  readonly groupingOrders: readonly number[];
  readonly scope: Token | undefined;
  /** `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE`. */
  readonly uses: readonly Token[];
  readonly allRows: Token | undefined;
  /** Other names for parents, `FROM Contact c, c.Account a`. */
  readonly names: ReadonlyMap<string, string>;
  /** Queries in the SELECT, and in the WHERE, in their order. */
  readonly children: readonly Layout[];
  readonly filters: readonly Layout[];
}

/** A query of which nothing is known but its parts. */
export const plainLayout: Layout = {
  where: [],
  having: [],
  grouping: 'plain',
  groupingOrders: [],
  scope: undefined,
  uses: [],
  allRows: undefined,
  names: new Map(),
  children: [],
  filters: [],
};
