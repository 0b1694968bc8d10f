import type { Kind, Scalar } from './kinds.ts';

/** What a formula is worked out over. */
export interface Row {
  get(path: string): Scalar;
  /** What the field held before the change; the same as now unless a change is being judged. */
  before(path: string): Scalar;
  readonly isNew: boolean;
  readonly now: number;
  /** Zone whose day is today. */
  readonly zone: string;
}

/** A piece of a formula, its kind known and its work ready. */
export interface Compiled {
  readonly kind: Kind;
  readonly run: (row: Row) => Scalar;
}

/** A function or operator whose parameters are all worked out before it. */
export interface Rule {
  /** The kinds that each parameter may have; the last goes for all that follow. */
  readonly takes: readonly (readonly Kind[])[];
  /** How many parameters it needs, and may have at most; both as many as `takes` has unless said. */
  readonly least?: number;
  readonly most?: number;
  readonly gives: Kind | ((kinds: readonly Kind[]) => Kind);
  /** Works with blanks itself. Otherwise a blank number or date makes the result blank, and a blank text is empty. */
  readonly blanks?: true;
  readonly work: (values: readonly never[], row: Row, kinds: readonly Kind[]) => Scalar;
}

const numeric: readonly Kind[] = ['Number'];
const textual: readonly Kind[] = ['Text'];

/** A function of numbers alone. */
export const ofNumbers = (
  count: number,
  work: (...values: readonly number[]) => number,
  bounds: Pick<Rule, 'least' | 'most'> = {},
): Rule => ({
  takes: Array.from({ length: count }, () => numeric),
  gives: 'Number',
  work: (values) => work(...values),
  ...bounds,
});

/** A function of texts alone. */
export const ofTexts = <K extends Kind>(
  count: number,
  gives: K,
  work: (...values: readonly string[]) => Scalar,
  bounds: Pick<Rule, 'least' | 'most'> = {},
): Rule => ({
  takes: Array.from({ length: count }, () => textual),
  gives,
  work: (values) => work(...values),
  ...bounds,
});
