import { number } from '../../base/counted.ts';
import { NamedError, Refusal } from '../../base/errors.ts';
import type { Org } from '../../salesforce/org.ts';
import type { TextPage, TextRow } from '../../salesforce/text-rows.ts';
import type { ReadGround } from '../pull-ground.ts';
import type { Sweep } from '../state/pull-state.ts';
import { lookAtOrg } from './ask-org.ts';
import { readBulk } from './read-bulk.ts';
import { readPages } from './read-pages.ts';
import { priceOfReading } from './read-price.ts';
import { OBJECTS, portionsOf, rangeQuery, type Selection } from './selection.ts';
import { goesByBulk } from './what-to-ask.ts';

/** What of a sweep was read now; the sweep knows how much there is, which job reads it, and that no job can. */
export type PortionRead = { readonly sweep: Sweep } & (
  | {
      readonly kind: 'pages';
      readonly rows: readonly TextRow[];
      readonly whole: boolean;
      readonly stopped?: NamedError | undefined;
    }
  /** All that was left, in files. */
  | { readonly kind: 'bulk'; readonly files: readonly string[]; readonly rows: number }
);

export interface PortionWanted {
  readonly sweep: Sweep;
  readonly selection: Selection;
  /** Into how many queries the fields are parted at least. */
  readonly parts: number;
  /** A page that has come already. */
  readonly page: TextPage | undefined;
  /** Told of a job before it is waited for. */
  readonly onJob: (sweep: Sweep) => void;
}

/** Reads what is left of a sweep by bulk query, or pages of it, whatever is cheaper and fits the credits. */
export async function readPortion(ground: ReadGround, wanted: PortionWanted): Promise<PortionRead> {
  const { org, progress } = ground;
  const { selection, parts } = wanted;
  const portions = portionsOf(selection, parts);
  let { sweep, page } = wanted;
  try {
    if (page === undefined && sweep.job === undefined && !goesByBulk(sweep)) {
      page = await firstPage(org, selection, portions, sweep);
    }
    if (page !== undefined) sweep = { ...sweep, total: sweep.done + page.totalSize };
    if (takesJob(org, sweep, portions.length, page)) {
      try {
        const range = { after: sweep.next, until: sweep.until };
        const onJob = (job: string): void => {
          sweep = { ...sweep, job };
          wanted.onJob(sweep);
        };
        const { object } = selection;
        const total = sweep.total && sweep.total - sweep.done;
        const reading = {
          org,
          object,
          portions,
          range,
          total,
          folder: ground.scratch,
          job: sweep.job,
          onJob,
          progress,
        };
        return { kind: 'bulk', sweep, ...(await readBulk(reading)) };
      } catch (error) {
        // Bulk API reads less than REST does: what it refuses goes page by page, from now on.
        if (!(error instanceof Refusal) || error.trouble !== 'refused') throw error;
        const { job: _, ...rest } = sweep;
        sweep = { ...rest, noJob: true };
      }
    }
    page ??= await firstPage(org, selection, portions, sweep);
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
    return { kind: 'pages', sweep, rows: [], whole: false, stopped: error };
  }
  const pages = await readPages({
    org,
    object: selection.object,
    first: page,
    portions,
    until: sweep.until,
    onRows: (count) => progress.update(progressText(selection, sweep, count)),
  });
  return { kind: 'pages', sweep, ...pages };
}

function takesJob(org: Org, sweep: Sweep, portions: number, page: TextPage | undefined): boolean {
  if (sweep.job !== undefined) return true;
  if (sweep.noJob) return false;
  const inHand = page && { rows: page.rows.length, more: page.next !== undefined };
  const { way, requests } = priceOfReading(Math.max(0, (sweep.total ?? 0) - sweep.done), portions, inHand);
  return way === 'bulk' && requests <= org.credits.remaining();
}

async function firstPage(
  org: Org,
  { object }: Selection,
  [fields = []]: readonly (readonly string[])[],
  { next: after, until }: Sweep,
): Promise<TextPage> {
  const { pages, refusals } = await lookAtOrg(org, {
    queries: { page: rangeQuery(object, fields, { after, until }) },
    describe: [],
  });
  const page = pages.get('page');
  if (page === undefined) throw refusals.get('page') ?? new Error('A query was neither answered nor refused.');
  return page;
}

function progressText({ object }: Selection, { done, total }: Sweep, count: number): string {
  return `${number(done + count)}${total === undefined ? '' : ` of ${number(total)}`} records of ${OBJECTS[object]}`;
}
