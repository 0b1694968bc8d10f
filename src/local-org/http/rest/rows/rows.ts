import { type Answer, type Ask, type RestRoute, refused, restPage } from '../route.ts';
import { bodyWithout, readRow, removeRow, updateRow, writeRow } from './one-row.ts';

const page = restPage('resources_sobject_retrieve');
const path = 'sobjects/:object/:id';

/** Rows of one object, one at a time. */
export const rowRoutes: readonly RestRoute[] = [
  { method: 'POST', path: 'sobjects/:object', page: restPage('resources_sobject_basic_info'), answer: create },
  { method: 'GET', path, page, answer: (ask) => readRow(ask, 'Id', ask.params['id'] ?? ''), conditional: 'row' },
  { method: 'PATCH', path, page, answer: updateRow, conditional: 'row' },
  { method: 'DELETE', path, page, answer: removeRow, conditional: 'row' },
];

function create(ask: Ask): Answer {
  const outcome = writeRow(ask, 'insert', bodyWithout(ask, 'Id'));
  return outcome.status === 'done'
    ? {
        status: 201,
        body: { id: outcome.id, success: true, errors: [] },
        headers: { location: addressOf(ask, outcome.id) },
      }
    : refused(outcome);
}

const addressOf = ({ entry, params }: Ask, id: string): string =>
  `/services/data/v${entry.apiVersion}/sobjects/${params['object'] ?? ''}/${id}`;
