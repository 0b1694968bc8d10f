import { askTogether } from '../../salesforce/composite.ts';
import type { Org } from '../../salesforce/org.ts';
import type { TextPage, TextRow } from '../../salesforce/text-rows.ts';
import { QUERIES_AT_ONCE } from './ask-org.ts';
import { type Pulled, type Range, rangeQuery } from './selection.ts';

/**
 * A page of a query with two long texts of one's own, or more:
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_changing_batch_size.htm
 */
export const SHORT_PAGE_ROWS = 200;

/** Pages of one request begin with the row with which the one before ends. */
export const ROWS_AT_ONCE = QUERIES_AT_ONCE * (SHORT_PAGE_ROWS - 1) + 1;

/** Whether the org makes the pages of a query so short that several are to be asked for at once. */
export function isShort({ rows, more }: { readonly rows: number; readonly more: boolean }): boolean {
  return more && rows <= SHORT_PAGE_ROWS;
}

/**
 * The rows behind a place, as one page: short ones are asked for side by side, by offset. A row that changes meanwhile moves all
 * behind it, so that each page has to begin with the last row of the one before; else reading goes on from there.
 */
export async function shortPages(
  org: Org,
  { object, fields, range, next }: ShortPagesWanted,
): Promise<Pick<TextPage, 'rows' | 'next'>> {
  const query = rangeQuery(object, fields, range);
  const questions = Array.from({ length: QUERIES_AT_ONCE }, (_, at) => {
    const soql = `${query} LIMIT ${SHORT_PAGE_ROWS} OFFSET ${at * (SHORT_PAGE_ROWS - 1)}`;
    return [`page${at}`, { kind: 'queryAll', soql }] as const;
  });
  const { byName } = await askTogether(org, 'give more rows of a query', Object.fromEntries(questions));
  const rows: TextRow[] = [];
  for (const [name] of questions) {
    const reply = byName.get(name);
    if (reply?.status === 'refused') throw reply.refusal;
    if (reply?.status !== 'rows') break;
    const { page } = reply;
    const last = rows.at(-1);
    if (last !== undefined && page.rows[0]?.['Id'] !== last['Id']) break;
    rows.push(...page.rows.slice(last === undefined ? 0 : 1));
    if (page.next !== undefined) break;
    if (page.rows.length < SHORT_PAGE_ROWS) return { rows };
  }
  return { rows, next };
}

export interface ShortPagesWanted {
  readonly object: Pulled;
  readonly fields: readonly string[];
  readonly range: Range;
  /** What says that there is more. */
  readonly next: string;
}
