import { looksFor } from '../../salesforce/patience.ts';
import { isShort, ROWS_AT_ONCE } from './short-pages.ts';

/** A page of a query, when the org does not make it shorter: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_queryoptions.htm */
export const PAGE_ROWS = 2000;

/** A page of a bulk query's results. How long the org makes it is not documented; this is what has been seen. */
const BULK_PAGE_ROWS = 100_000;

/** What an org gives in a second, for the number of looks to expect. */
const ROWS_PER_SECOND = 5000;

/** How so many records are read, and how many Salesforce API requests that takes. */
export interface ReadPrice {
  readonly rows: number;
  readonly way: 'pages' | 'bulk';
  readonly requests: number;
}

/**
 * The cheaper way to read so many records, whose fields take `portions` queries; where both cost the same, page by page.
 * `inHand` is the page that has come already, where one has.
 */
export function priceOfReading(
  rows: number,
  portions = 1,
  inHand?: { readonly rows: number; readonly more: boolean },
): ReadPrice {
  const short = inHand !== undefined && portions === 1 && isShort(inHand);
  const pageRows = short ? ROWS_AT_ONCE : inHand?.more ? Math.max(1, Math.min(PAGE_ROWS, inHand.rows)) : PAGE_ROWS;
  const left = inHand === undefined ? rows : inHand.more ? Math.max(1, rows - inHand.rows) : 0;
  // Further portions of a page are asked for together.
  const pages = Math.ceil(left / pageRows) * (portions > 1 ? 2 : 1) + (inHand && portions > 1 ? 1 : 0);
  const job = 1 + looksFor((rows / ROWS_PER_SECOND) * 1000) + Math.ceil(rows / BULK_PAGE_ROWS);
  const bulk = rows === 0 ? 0 : job * portions;
  return pages <= bulk || left === 0 ? { rows, way: 'pages', requests: pages } : { rows, way: 'bulk', requests: bulk };
}
