import { ApiError } from '../../../engine/api-error.ts';
import type { Operation, RowOutcome } from '../../../engine/types.ts';
import { type Answer, type Ask, listOf, objectBody, ok, refused } from '../route.ts';
import { readRecord } from './read-record.ts';
import { allowsDuplicates, columnsAndCells } from './write-rows.ts';

/** One row, found by a field; the Id comes along with any choice of fields. */
export function readRow(ask: Ask, field: string, value: string): Answer {
  const { session, apiVersion } = ask.entry;
  const fields = ask.query['fields'] === undefined ? undefined : [...listOf(ask.query['fields']), 'Id'];
  return ok(session.retrieve(ask.params['object'] ?? '', { field, value }, fields, apiVersion));
}

/** Changes the row that the address names by its Id. */
export function updateRow(ask: Ask): Answer {
  const outcome = writeRow(ask, 'update', { Id: ask.params['id'] ?? '', ...bodyWithout(ask, 'Id') });
  return outcome.status === 'done' ? { status: 204 } : refused(asMissing(ask, outcome, ask.params['id'] ?? ''));
}

/** Deletes the row that the address names by its Id. */
export function removeRow(ask: Ask): Answer {
  const outcome = writeRow(ask, 'delete', { Id: ask.params['id'] ?? '' });
  return outcome.status === 'done' ? { status: 204 } : refused(asMissing(ask, outcome, ask.params['id'] ?? ''));
}

/** Writes one row of the object that the address names. */
export function writeRow(
  ask: Ask,
  operation: Operation,
  record: Readonly<Record<string, unknown>>,
  externalId?: string,
): RowOutcome {
  const { engine, session } = ask.entry;
  const { columns, cells } = columnsAndCells(record);
  const key = externalId === undefined ? {} : { externalId };
  const object = ask.params['object'] ?? '';
  const allowDuplicates = allowsDuplicates(ask.headers);
  return readRecord(ask.body, [], () => {
    const options = { object, operation, columns, allowDuplicates, ...key };
    const writer = session.writer({ cells: 'json', dialect: 'rest', ...options });
    return engine.transaction(() => writer.write(cells));
  });
}

/**
 * The row that the body holds; what it is found by stands in the address alone.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_update_fields.htm
 */
export function bodyWithout(ask: Ask, ...names: readonly string[]): Readonly<Record<string, unknown>> {
  const body = objectBody(ask.body);
  const given = names.find((name) => Object.keys(body).some((one) => one.toLowerCase() === name.toLowerCase()));
  if (given === undefined) return body;
  throw new ApiError(400, 'INVALID_FIELD', `The ${given} field should not be specified in the sobject data.`);
}

/**
 * Where results with many rows speak of a cross reference, one row's own address is simply not there. A row that is there
 * refers to something that is not.
 */
export function asMissing(
  { entry: { session, apiVersion }, params }: Ask,
  outcome: Extract<RowOutcome, { status: 'refused' }>,
  id: string,
): Extract<RowOutcome, { status: 'refused' }> {
  const [first] = outcome.errors;
  if (first?.code !== 'INVALID_CROSS_REFERENCE_KEY' || (first.fields ?? []).length > 0) return outcome;
  try {
    session.retrieve(params['object'] ?? '', { field: 'Id', value: id }, ['Id'], apiVersion);
    return outcome;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const message = `Provided external ID field does not exist or is not accessible: ${id}`;
    return { status: 'refused', errors: [{ code: 'NOT_FOUND', message }] };
  }
}
