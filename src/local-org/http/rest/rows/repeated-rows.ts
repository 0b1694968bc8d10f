import { ApiError } from '../../../engine/api-error.ts';
import type { RowOutcome } from '../../../engine/types.ts';
import type { Opened, RowToWrite } from './write-rows.ts';

/** The same row in one request: as often it may be changed by its Id. */
const mostUpdates = 12;

const duplicate = (message: string, fields: readonly string[]): RowOutcome => ({
  status: 'refused',
  errors: [{ code: 'DUPLICATE_VALUE', message, fields }],
});

/**
 * Rows of a request that name a row which others of it name too, by their places. None of those that share a key is
 * written; of those that share an Id, the first twelve are.
 * https://salesforce.stackexchange.com/questions/296121
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_update.htm
 */
export function repeatedRows(rows: readonly RowToWrite[], opened: readonly Opened[]): ReadonlyMap<number, RowOutcome> {
  const named = new Map<string, { readonly key: string; readonly places: number[] }>();
  for (const [place, row] of rows.entries()) {
    const key = keyOf(row, opened[place]);
    if (key === undefined) continue;
    const name = [`${row.object}.${row.externalId}`.toLowerCase(), key].join('\n');
    const before = named.get(name);
    if (before === undefined) named.set(name, { key, places: [place] });
    else before.places.push(place);
  }
  const repeated = new Map<number, RowOutcome>();
  for (const { key, places } of named.values()) {
    const { operation, externalId = 'Id' } = rows[places[0]!]!;
    const most = operation === 'update' ? mostUpdates : 1;
    if (places.length <= most) continue;
    const refusal = operation === 'update' ? tooOften(key) : namedTwice(key, externalId);
    for (const place of operation === 'update' ? places.slice(most) : places) repeated.set(place, refusal);
  }
  return repeated;
}

/** The value by which a row is found, when it is to be found. */
function keyOf({ operation, cells }: RowToWrite, opened: Opened | undefined): string | undefined {
  const isFound = operation === 'upsert' || operation === 'update';
  return isFound && opened !== undefined && !(opened instanceof ApiError) ? opened.keyOf(cells) : undefined;
}

const tooOften = (id: string): RowOutcome =>
  duplicate(
    `Maximum number of duplicate updates in one batch (${mostUpdates} allowed). Attempt to update Id more than once in this Api call: ${id.slice(0, 15)}`,
    [],
  );

const namedTwice = (key: string, field: string): RowOutcome =>
  duplicate(
    field.toLowerCase() === 'id' ? `Duplicate id specified: ${key}` : `Duplicate external id specified: ${key}`,
    [field],
  );
