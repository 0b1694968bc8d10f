import { NamedError } from '../../base/errors.ts';
import { askTogether } from '../../salesforce/composite.ts';
import type { Org } from '../../salesforce/org.ts';
import { followPage, type TextPage, type TextRow } from '../../salesforce/text-rows.ts';
import { placeOf } from '../state/advance-state.ts';
import { requestsOf } from './ask-org.ts';
import { byIdQuery, type Pulled } from './selection.ts';
import { isShort, shortPages } from './short-pages.ts';

/** Records read before they are worked on: what is worked on need not be read again after a crash. */
export const CHUNK = 50_000;

/** Rows in the order in which they were asked for. */
export interface PagesRead {
  readonly rows: readonly TextRow[];
  /** Whether these are all. */
  readonly whole: boolean;
  /** Why reading ended early: the credits are used up, the login is gone, or the org is out of reach. */
  readonly stopped?: NamedError;
}

export interface PageReading {
  readonly org: Org;
  readonly object: Pulled;
  /** The first page; fields of further portions are read for each page that comes. */
  readonly first: TextPage;
  readonly portions: readonly (readonly string[])[];
  /** Rows of this moment and later are left out. */
  readonly until?: string | undefined;
  readonly onRows: (rows: number) => void;
}

/** Reads a page and those after it, as many as the credits allow and a chunk holds. What was read before trouble is kept. */
export async function readPages({ org, object, first, portions, until, onRows }: PageReading): Promise<PagesRead> {
  const rows: TextRow[] = [];
  const [fields = [], ...further] = portions;
  const short = further.length === 0 && isShort({ rows: first.rows.length, more: first.next !== undefined });
  let page: Pick<TextPage, 'rows' | 'next'> = first;
  try {
    for (;;) {
      rows.push(...(await withPortions(org, object, page.rows, portions)));
      onRows(rows.length);
      if (page.next === undefined) return { rows, whole: true };
      if (rows.length >= CHUNK) return { rows, whole: false };
      const after = short ? placeOf(rows.at(-1)) : undefined;
      page =
        after === undefined
          ? await followPage(org, page.next)
          : await shortPages(org, { object, fields, range: { after, until }, next: page.next });
    }
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
    return { rows, whole: false, stopped: error };
  }
}

/** Rows with the fields of the further portions. One that is gone meanwhile is left out: it comes again, as a change. */
async function withPortions(
  org: Org,
  object: Pulled,
  rows: readonly TextRow[],
  [, ...further]: readonly (readonly string[])[],
): Promise<readonly TextRow[]> {
  if (further.length === 0 || rows.length === 0) return rows;
  const ids = rows.flatMap(({ Id }) => Id ?? []);
  const more = new Map<string, TextRow[]>(ids.map((id) => [id, []]));
  const questions = further.map((fields, at) => {
    const soql = byIdQuery(object, fields, ids);
    return [`portion${at}`, { kind: 'queryAll', soql }] as const;
  });
  for (const some of requestsOf(questions)) {
    const { byName } = await askTogether(org, 'give more fields of records', Object.fromEntries(some));
    for (const reply of byName.values()) {
      if (reply.status === 'refused') throw reply.refusal;
      if (reply.status !== 'rows') continue;
      for (let page: TextPage | undefined = reply.page; page !== undefined; ) {
        for (const row of page.rows) more.get(row['Id'] ?? '')?.push(row);
        page = page.next === undefined ? undefined : await followPage(org, page.next);
      }
    }
  }
  return rows.flatMap((row) => {
    const parts = more.get(row['Id'] ?? '') ?? [];
    return parts.length === further.length ? [Object.assign({}, row, ...parts)] : [];
  });
}
