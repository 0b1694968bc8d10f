import { ApiError } from '../../engine/api-error.ts';
import type { Operation, RowOutcome } from '../../engine/types.ts';
import { type Answer, type Ask, listOf, objectBody, ok, type RestRoute, refused, restPage } from './route.ts';
import { columnsAndCells } from './write-rows.ts';

const rowPage = restPage('resources_sobject_retrieve');
const upsertPage = restPage('resources_sobject_upsert');

/** Rows of one object, one at a time. */
export const rowRoutes: readonly RestRoute[] = [
  { method: 'POST', path: 'sobjects/:object', page: restPage('resources_sobject_basic_info'), answer: create },
  {
    method: 'GET',
    path: 'sobjects/:object/:id',
    page: rowPage,
    answer: (ask) => read(ask, 'Id', ask.params['id'] ?? ''),
  },
  { method: 'PATCH', path: 'sobjects/:object/:id', page: rowPage, answer: update },
  { method: 'DELETE', path: 'sobjects/:object/:id', page: rowPage, answer: remove },
  { method: 'GET', path: 'sobjects/:object/:field/:value', page: upsertPage, answer: readByKey },
  { method: 'PATCH', path: 'sobjects/:object/:field/:value', page: upsertPage, answer: upsert },
  { method: 'POST', path: 'sobjects/:object/:field/:value', page: upsertPage, answer: upsert },
  { method: 'DELETE', path: 'sobjects/:object/:field/:value', page: upsertPage, answer: removeByKey },
];

function create(ask: Ask): Answer {
  const outcome = write(ask, 'insert', bodyWithoutId(ask));
  return outcome.status === 'done'
    ? { status: 201, body: { id: outcome.id, success: true, errors: [] } }
    : refused(outcome);
}

function read(ask: Ask, field: string, value: string): Answer {
  const { session, apiVersion } = ask.entry;
  // The Id comes along with any choice of fields.
  const fields = ask.query['fields'] === undefined ? undefined : [...listOf(ask.query['fields']), 'Id'];
  return ok(session.retrieve(ask.params['object'] ?? '', { field, value }, fields, apiVersion));
}

function readByKey(ask: Ask): Answer {
  return read(ask, ask.params['field'] ?? '', ask.params['value'] ?? '');
}

function update(ask: Ask): Answer {
  const outcome = write(ask, 'update', { Id: ask.params['id'] ?? '', ...bodyWithoutId(ask) });
  return outcome.status === 'done' ? { status: 204 } : refused(asMissing(outcome, ask.params['id'] ?? ''));
}

function remove(ask: Ask): Answer {
  const outcome = write(ask, 'delete', { Id: ask.params['id'] ?? '' });
  return outcome.status === 'done' ? { status: 204 } : refused(asMissing(outcome, ask.params['id'] ?? ''));
}

/** Before version 46.0 an update through a key answered without a body. */
function upsert(ask: Ask): Answer {
  const field = ask.params['field'] ?? '';
  const value = ask.params['value'] ?? '';
  const body = Object.entries(bodyWithoutId(ask)).filter(([name]) => name.toLowerCase() !== field.toLowerCase());
  const byId = field.toLowerCase() === 'id';
  const outcome = write(
    ask,
    byId ? 'update' : 'upsert',
    { [field]: value, ...Object.fromEntries(body) },
    byId ? undefined : field,
  );
  if (outcome.status === 'refused') {
    return outcome.errors[0]?.code === 'DUPLICATE_EXTERNAL_ID'
      ? severalMatches(ask)
      : refused(asMissing(outcome, value));
  }
  if (!outcome.created && Number(ask.entry.apiVersion) < 46) return { status: 204 };
  const { id, created } = outcome;
  return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
}

function removeByKey(ask: Ask): Answer {
  const { object = '', field = '', value = '' } = ask.params;
  const found = ask.entry.session.retrieve(object, { field, value }, ['Id'], ask.entry.apiVersion);
  const outcome = write(ask, 'delete', { Id: found['Id'] });
  return outcome.status === 'done' ? { status: 204 } : refused(outcome);
}

/** A key that several rows have: their addresses, for the client to choose. */
function severalMatches(ask: Ask): Answer {
  const { object = '', field = '', value = '' } = ask.params;
  const { session, apiVersion } = ask.entry;
  const literal = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const { records } = session.query(`SELECT Id FROM ${object} WHERE ${field} = '${literal}'`, { apiVersion });
  return {
    status: 300,
    body: records.map(({ Id }) => `/services/data/v${apiVersion}/sobjects/${object}/${String(Id)}`),
  };
}

function write(
  ask: Ask,
  operation: Operation,
  record: Readonly<Record<string, unknown>>,
  externalId?: string,
): RowOutcome {
  const { engine, session } = ask.entry;
  const { columns, cells } = columnsAndCells(record);
  const key = externalId === undefined ? {} : { externalId };
  const object = ask.params['object'] ?? '';
  const writer = session.writer({ object, operation, columns, cells: 'json', dialect: 'rest', ...key });
  return engine.transaction(() => writer.write(cells));
}

function bodyWithoutId(ask: Ask): Readonly<Record<string, unknown>> {
  const body = objectBody(ask.body);
  if (Object.keys(body).some((name) => name.toLowerCase() === 'id')) {
    throw new ApiError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  }
  return body;
}

/** Where results with many rows speak of a cross reference, one row's own address is simply not there. */
function asMissing(
  outcome: Extract<RowOutcome, { status: 'refused' }>,
  id: string,
): Extract<RowOutcome, { status: 'refused' }> {
  if (outcome.errors[0]?.code !== 'INVALID_CROSS_REFERENCE_KEY' || (outcome.errors[0].fields ?? []).length > 0)
    return outcome;
  const message = `Provided external ID field does not exist or is not accessible: ${id}`;
  return { status: 'refused', errors: [{ code: 'NOT_FOUND', message }] };
}
