import { ApiError } from '../../../engine/api-error.ts';
import type { Engine, RowOutcome } from '../../../engine/types.ts';
import { rowError } from '../../errors.ts';
import { type Answer, type Ask, isObject, listOf, objectBody, ok, type RestRoute, restPage } from '../route.ts';
import { allowsDuplicates, columnsAndCells, type RowToWrite, writeRows } from './write-rows.ts';

const page = (name: string): string => restPage(`resources_composite_sobjects_collections_${name}`);
const rowLimit = 200;
const readLimit = 2000;

/** Up to 200 rows in one request, each answering for itself unless all or none is asked. */
export const collectionRoutes: readonly RestRoute[] = [
  { method: 'POST', path: 'composite/sobjects', page: page('create'), answer: (ask) => write(ask, 'insert') },
  { method: 'PATCH', path: 'composite/sobjects', page: page('update'), answer: (ask) => write(ask, 'update') },
  {
    method: 'PATCH',
    path: 'composite/sobjects/:object/:field',
    page: page('upsert'),
    answer: (ask) => write(ask, 'upsert'),
  },
  { method: 'DELETE', path: 'composite/sobjects', page: page('delete'), answer: remove },
  { method: 'POST', path: 'composite/sobjects/:object', page: page('retrieve'), answer: readByBody },
  { method: 'GET', path: 'composite/sobjects/:object', page: page('retrieve'), answer: readByQuery },
];

function write(ask: Ask, operation: 'insert' | 'update' | 'upsert'): Answer {
  const { records, allOrNone } = objectBody(ask.body);
  if (!Array.isArray(records) || !records.every(isObject)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list of records');
  }
  tooMany(records.length, rowLimit);
  let before: readonly string[] = [];
  const rows = records.map((record): RowToWrite => {
    const object = isObject(record['attributes']) ? record['attributes']['type'] : undefined;
    if (typeof object !== 'string') {
      throw new ApiError(400, 'INVALID_TYPE', 'Each record needs its type in attributes.type');
    }
    const key = operation === 'upsert' ? { externalId: ask.params['field'] ?? '' } : {};
    if (operation === 'upsert' && object.toLowerCase() !== ask.params['object']?.toLowerCase()) {
      throw new ApiError(
        400,
        'INVALID_TYPE',
        `The records must be of type ${ask.params['object'] ?? ''}, as the address says`,
      );
    }
    const { columns, cells } = columnsAndCells(record, before);
    before = columns;
    return { object, operation, ...key, columns, cells };
  });
  tooManyChunks(rows);
  const { engine, session } = ask.entry;
  const outcomes = writeRows(engine, session, rows, allOrNone === true, {
    cells: 'json',
    allowDuplicates: allowsDuplicates(ask.headers),
    body: ask.body,
  });
  return ok(outcomes.map((outcome) => resultOf(outcome, operation === 'upsert')));
}

function remove(ask: Ask): Answer {
  const ids = listOf(ask.query['ids']);
  tooMany(ids.length, rowLimit);
  const { engine, session } = ask.entry;
  const rows = ids.map(
    (id): RowToWrite => ({ object: objectOf(engine, id), operation: 'delete', columns: ['Id'], cells: [id] }),
  );
  return ok(
    writeRows(engine, session, rows, ask.query['allOrNone'] === 'true').map((outcome) => resultOf(outcome, false)),
  );
}

function readByBody(ask: Ask): Answer {
  const { ids, fields } = objectBody(ask.body);
  if (!Array.isArray(ids) || !Array.isArray(fields)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list of ids and a list of fields');
  }
  return read(ask, ids.map(String), fields.map(String));
}

function readByQuery(ask: Ask): Answer {
  return read(ask, listOf(ask.query['ids']), listOf(ask.query['fields']));
}

/** Rows in the order of their Ids; null where there is none that this user may see. */
function read(ask: Ask, ids: readonly string[], fields: readonly string[]): Answer {
  tooMany(ids.length, readLimit);
  const { session, apiVersion } = ask.entry;
  const object = ask.params['object'] ?? '';
  return ok(
    ids.map((value) => {
      try {
        return session.retrieve(object, { field: 'Id', value }, fields, apiVersion);
      } catch (error) {
        if (error instanceof ApiError && (error.status === 404 || error.code === 'MALFORMED_ID')) return null;
        throw error;
      }
    }),
  );
}

function resultOf(outcome: RowOutcome, withCreated: boolean): Record<string, unknown> {
  if (outcome.status === 'done') {
    return { id: outcome.id, success: true, errors: [], ...(withCreated ? { created: outcome.created } : {}) };
  }
  const id = outcome.id === undefined ? {} : { id: outcome.id };
  return { ...id, success: false, errors: outcome.errors.map(rowError) };
}

/** An Id tells its object by its first three characters. */
function objectOf(engine: Engine, id: string): string {
  const found = engine.schema.objects().find(({ keyPrefix }) => keyPrefix === id.slice(0, 3));
  if (found === undefined) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${id}`);
  return found.name;
}

function tooMany(count: number, limit: number): void {
  if (count <= limit) return;
  const message = `record limit reached. cannot submit more than ${limit} records into this call`;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message);
}

const chunkLimit = 10;

/** Records of one type that stand together are a chunk. The words of the refusal are not documented; believed. */
function tooManyChunks(rows: readonly RowToWrite[]): void {
  const chunks = rows.filter(({ object }, place) => object.toLowerCase() !== rows[place - 1]?.object.toLowerCase());
  if (chunks.length <= chunkLimit) return;
  const message = `Cannot have more than ${chunkLimit} chunks in a single operation. Please rearrange the data to reduce chunking.`;
  throw new ApiError(400, 'LIMIT_EXCEEDED', message);
}
