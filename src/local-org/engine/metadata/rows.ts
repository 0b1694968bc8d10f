import type { Operation, RowOutcome } from '../types.ts';
import { type Asking, MetadataProblem } from './types.ts';

/** The version in which house-keeping asks: the answers hold no address. */
const apiVersion = '67.0';

export type Row = Readonly<Record<string, unknown>>;

/** Rows of a query, all of them, read by the platform itself in the name of whoever asks. */
export function selectRows(asking: Asking, soql: string): readonly Row[] {
  const system = asking.engine.system(asking.session.user.id);
  let page = system.query(soql, { apiVersion });
  const rows = [...page.records];
  while (!page.done) {
    page = system.queryMore(page.locator!, { apiVersion });
    rows.push(...page.records);
  }
  return rows;
}

/** Writes rows of one shape; the first refusal ends it. Returns the Ids. */
export function writeRows(
  asking: Asking,
  object: string,
  operation: Operation,
  rows: readonly Row[],
): readonly string[] {
  if (rows.length === 0) return [];
  const columns = Object.keys(rows[0]!);
  const writer = asking.engine
    .system(asking.session.user.id)
    .writer({ object, operation, columns, cells: 'json', dialect: 'rest' });
  return rows.map((row) => idOrThrow(writer.write(columns.map((column) => row[column]))));
}

/** A text as a SOQL literal. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}

function idOrThrow(outcome: RowOutcome): string {
  if (outcome.status === 'done') return outcome.id;
  const { code, message } = outcome.errors[0]!;
  throw new MetadataProblem(code, message);
}
