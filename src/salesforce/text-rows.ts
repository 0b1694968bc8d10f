import { z } from 'zod';
import { exchange } from './exchange.ts';
import type { Org } from './org.ts';

/**
 * A record as texts, by the path of each field: `Title`, `Owner.Name`. Numbers as the org wrote them, `true` and `false`,
 * null for nothing. A bulk query gives the same texts in its CSV, but for the zone of a moment: `Z` there, `+0000` here.
 */
export type TextRow = Readonly<Record<string, string | null>>;

/** A page of a query; another one follows where `next` is there, however many rows this one has. */
export interface TextPage {
  readonly rows: readonly TextRow[];
  /** Of all pages. */
  readonly totalSize: number;
  readonly next?: string;
}

const pageShape = z.object({
  totalSize: z.coerce.number(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(z.record(z.string(), z.unknown())),
});

/** JSON with its numbers as they are written: one of 18 digits is no longer itself as a number of JavaScript. */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  );
}

/** A query's answer that `parseExact` has read. */
export function textPage(answer: unknown): TextPage {
  const { records, totalSize, done, nextRecordsUrl } = pageShape.parse(answer);
  return { rows: records.map(textRow), totalSize, ...(!done && nextRecordsUrl && { next: nextRecordsUrl }) };
}

/**
 * The page at a `nextRecordsUrl`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query_more_results.htm
 */
export async function followPage(org: Org, next: string): Promise<TextPage> {
  const headers = { accept: 'application/json' };
  const request = { method: 'GET', path: next, headers } as const;
  const text = await exchange(org, 'give more rows of a query', request, ({ body }) => body.text());
  return textPage(parseExact(text));
}

function textRow(record: Readonly<Record<string, unknown>>): TextRow {
  const row: Record<string, string | null> = {};
  spread(record, '', row);
  return row;
}

function spread(record: object, path: string, row: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(record)) {
    if (name === 'attributes') continue;
    if (value === null || value === '') row[path + name] = null;
    else if (typeof value === 'object' && 'attributes' in value) spread(value, `${path}${name}.`, row);
    else row[path + name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}
