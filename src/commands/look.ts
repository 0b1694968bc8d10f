export type Paint = 'bold' | 'dim' | 'good' | 'warn' | 'bad';

type PlainCell = string | number | bigint | boolean | Date | null | undefined;

/** One cell of a table that a person reads; nothing at all shows as a dash. */
export type TextCell = PlainCell | { readonly text: PlainCell; readonly paint: Paint };

export interface TextColumn {
  readonly head: string;
  /** `right` for figures; left unless set. */
  readonly align?: 'left' | 'right';
  /** Never shortened to fit the width, for what a person copies: ids, commands. */
  readonly whole?: true;
}

/** How and how wide a command may show its data: the front end knows the terminal, the command does not. */
export interface Look {
  readonly width: number;
  readonly colour: boolean;
  /** No screen: another program reads, or a file. A remark stays on one line there, to be searched for. */
  readonly piped: boolean;
  paint(style: Paint, text: string): string;
  /** Words as lines that fit the width, each behind so many blanks. */
  wrap(text: string, indent?: number): string;
  /** A table that fits the width; long cells are shortened with …. */
  table(columns: readonly TextColumn[], rows: readonly (readonly TextCell[])[]): string;
}
