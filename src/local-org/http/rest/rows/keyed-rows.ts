import { ApiError } from '../../../engine/api-error.ts';
import { type Answer, type Ask, type RestRoute, refused, restPage } from '../route.ts';
import { asMissing, bodyWithout, readRow, removeRow, updateRow, writeRow } from './one-row.ts';
import { childrenOf, reachedBy, reachedParent } from './relationships.ts';

const page = restPage('resources_sobject_upsert');
/** Also a row and one of its relationships: `sobjects/Contact/003…/Account`. */
const path = 'sobjects/:object/:field/:value';

/** Rows that are found by a key of theirs, or by the way to them from another row. */
export const keyedRowRoutes: readonly RestRoute[] = [
  { method: 'GET', path, page, answer: readByKey, conditional: 'row' },
  { method: 'HEAD', path, page, answer: readByKey, conditional: 'row' },
  { method: 'PATCH', path, page, answer: upsert, conditional: 'row' },
  { method: 'POST', path, page, answer: upsert, conditional: 'row' },
  { method: 'DELETE', path, page, answer: removeByKey, conditional: 'row' },
];

function readByKey(ask: Ask): Answer {
  const reached = reachedBy(ask);
  if (reached?.kind === 'children') return childrenOf(ask, reached);
  if (reached?.kind === 'parent') return readRow({ ...ask, params: { object: reached.object } }, 'Id', reached.id);
  try {
    return readRow(ask, ask.params['field'] ?? '', ask.params['value'] ?? '');
  } catch (error) {
    if (error instanceof ApiError && error.status === 300) return severalMatches(ask);
    throw error;
  }
}

/** Before version 46.0 an update through a key answered without a body. */
function upsert(ask: Ask): Answer {
  const parent = reachedParent(ask);
  if (parent !== undefined) return updateRow({ ...ask, params: parent });
  const field = ask.params['field'] ?? '';
  const value = ask.params['value'] ?? '';
  const body = bodyWithout(ask, 'Id', field);
  const byId = field.toLowerCase() === 'id';
  const outcome = writeRow(ask, byId ? 'update' : 'upsert', { [field]: value, ...body }, byId ? undefined : field);
  if (outcome.status === 'refused') {
    return outcome.errors[0]?.code === 'DUPLICATE_EXTERNAL_ID'
      ? severalMatches(ask)
      : refused(byId ? asMissing(ask, outcome, value) : outcome);
  }
  if (!outcome.created && Number(ask.entry.apiVersion) < 46) return { status: 204 };
  const { id, created } = outcome;
  return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
}

function removeByKey(ask: Ask): Answer {
  const parent = reachedParent(ask);
  if (parent !== undefined) return removeRow({ ...ask, params: parent });
  const { object = '', field = '', value = '' } = ask.params;
  const found = ask.entry.session.retrieve(object, { field, value }, ['Id'], ask.entry.apiVersion);
  const outcome = writeRow(ask, 'delete', { Id: found['Id'] });
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
