import { ApiError } from '../../../engine/api-error.ts';
import type { Operation, RowOutcome } from '../../../engine/types.ts';
import { type Answer, type Ask, listOf, objectBody, ok, refused } from '../route.ts';
import { allowsDuplicates, columnsAndCells } from './write-rows.ts';

/** One row, found by a field; the Id comes along with any choice of fields. */
export function readRow(ask: Ask, field: string, value: string): Answer {
  const { session, apiVersion } = ask.entry;
  const fields = ask.query['fields'] === undefined ? undefined : [...listOf(ask.query['fields']), 'Id'];
  return ok(session.retrieve(ask.params['object'] ?? '', { field, value }, fields, apiVersion));
}

/** Changes the row that the address names by its Id. */
export function updateRow(ask: Ask): Answer {
  const outcome = writeRow(ask, 'update', { Id: ask.params['id'] ?? '', ...bodyWithoutId(ask) });
  return outcome.status === 'done' ? { status: 204 } : refused(asMissing(outcome, ask.params['id'] ?? ''));
}

/** Deletes the row that the address names by its Id. */
export function removeRow(ask: Ask): Answer {
  const outcome = writeRow(ask, 'delete', { Id: ask.params['id'] ?? '' });
  return outcome.status === 'done' ? { status: 204 } : refused(asMissing(outcome, ask.params['id'] ?? ''));
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
  const writer = session.writer({
    object,
    operation,
    columns,
    cells: 'json',
    dialect: 'rest',
    allowDuplicates,
    ...key,
  });
  return engine.transaction(() => writer.write(cells));
}

/** The row that the body holds; its Id stands in the address alone. */
export function bodyWithoutId(ask: Ask): Readonly<Record<string, unknown>> {
  const body = objectBody(ask.body);
  if (Object.keys(body).some((name) => name.toLowerCase() === 'id')) {
    throw new ApiError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  }
  return body;
}

/** Where results with many rows speak of a cross reference, one row's own address is simply not there. */
export function asMissing(
  outcome: Extract<RowOutcome, { status: 'refused' }>,
  id: string,
): Extract<RowOutcome, { status: 'refused' }> {
  if (outcome.errors[0]?.code !== 'INVALID_CROSS_REFERENCE_KEY' || (outcome.errors[0].fields ?? []).length > 0)
    return outcome;
  const message = `Provided external ID field does not exist or is not accessible: ${id}`;
  return { status: 'refused', errors: [{ code: 'NOT_FOUND', message }] };
}
