import { z } from 'zod';
import type { Org } from './org.ts';
import { ask } from './wire.ts';

/** Field values by API name; null empties a field. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

interface RowProblem {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** What became of one row; `index` is its place in the input. */
export type RowOutcome =
  | { readonly status: 'accepted'; readonly index: number; readonly id: string; readonly created: boolean }
  | {
      readonly status: 'rejected';
      readonly index: number;
      readonly id?: string;
      readonly problems: readonly RowProblem[];
    };

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
const rowsPerRequest = 200;

/** Inserts rows, 200 to a request; each answers for itself. */
export async function insertRows(org: Org, object: string, rows: readonly Row[]): Promise<readonly RowOutcome[]> {
  return send(org, `create rows of ${object}`, rows, true, (portion) => ({
    method: 'POST',
    path: '/composite/sobjects',
    body: { allOrNone: false, records: typed(object, portion) },
  }));
}

/** Updates rows, each with its `Id`. */
export async function updateRows(org: Org, object: string, rows: readonly Row[]): Promise<readonly RowOutcome[]> {
  return send(org, `update rows of ${object}`, rows, false, (portion) => ({
    method: 'PATCH',
    path: '/composite/sobjects',
    // Of all fields, this resource alone spells the Id in lower case.
    body: { allOrNone: false, records: typed(object, portion).map(({ Id, ...fields }) => ({ ...fields, id: Id })) },
  }));
}

/** Updates or inserts rows by an external id, which each row holds. */
export async function upsertRows(
  org: Org,
  object: string,
  externalId: string,
  rows: readonly Row[],
): Promise<readonly RowOutcome[]> {
  return send(org, `upsert rows of ${object}`, rows, false, (portion) => ({
    method: 'PATCH',
    path: `/composite/sobjects/${object}/${externalId}`,
    body: { allOrNone: false, records: typed(object, portion) },
  }));
}

/** Deletes records, which may be of several objects. */
export async function deleteRows(org: Org, ids: readonly string[]): Promise<readonly RowOutcome[]> {
  return send(org, 'delete rows', ids, false, (portion) => ({
    method: 'DELETE',
    path: `/composite/sobjects?allOrNone=false&ids=${portion.join(',')}`,
  }));
}

const problemShape = z.object({
  statusCode: z.string(),
  message: z.string(),
  fields: z.array(z.string()).default([]),
});
const resultsShape = z.array(
  z.object({
    id: z.string().nullish(),
    success: z.boolean(),
    created: z.boolean().optional(),
    errors: z.array(problemShape).default([]),
  }),
);
type Result = z.infer<typeof resultsShape>[number];

async function send<T>(
  org: Org,
  doing: string,
  rows: readonly T[],
  creates: boolean,
  request: (portion: readonly T[]) => Parameters<typeof ask>[2],
): Promise<readonly RowOutcome[]> {
  const outcomes: RowOutcome[] = [];
  for (let from = 0; from < rows.length; from += rowsPerRequest) {
    const portion = rows.slice(from, from + rowsPerRequest);
    const results = resultsShape.length(portion.length).parse(await ask(org, doing, request(portion)));
    outcomes.push(...results.map((result, place) => outcomeOf(result, from + place, creates)));
  }
  return outcomes;
}

function outcomeOf(result: Result, index: number, creates: boolean): RowOutcome {
  if (result.success && result.id)
    return { status: 'accepted', index, id: result.id, created: result.created ?? creates };
  const problems = result.errors.map(({ statusCode: code, message, fields }) => ({ code, message, fields }));
  return { status: 'rejected', index, ...(result.id ? { id: result.id } : {}), problems };
}

function typed(object: string, rows: readonly Row[]): readonly Record<string, unknown>[] {
  return rows.map((row) => ({ attributes: { type: object }, ...row }));
}
